"""The board: what each of its columns adds up to, and the deals in them; one statement each for all columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor, visible_where
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline.queries import ON_THE_BOARD, OWNERS, Total, in_order, total

NEVER = date.max
"""Where a deal without a close date stands among the others: at the end."""

# The deals of a choice by stage, currency and state, and by whether their earliest step is ahead, due today, or overdue
# or missing; with what they are worth.
ADDED_UP = """
SELECT deal.stage, deal.currency, deal.state, deal.standing, count(*), coalesce(sum(deal.amount), 0),
  coalesce(sum(deal.amount * deal.probability), 0), coalesce(sum(deal.amount) FILTER (WHERE deal.in_forecast), 0)
FROM (
  SELECT row.stage, row.currency, row.state, row.amount, row.probability, row.in_forecast,
    CASE WHEN step.due_on > %(today)s THEN 'ahead' WHEN step.due_on = %(today)s THEN 'today' ELSE 'behind' END
      AS standing
  FROM records_opportunity row
  LEFT JOIN LATERAL (
    SELECT min(due_on) AS due_on FROM records_nextstep WHERE opportunity_id = row.id AND done_at IS NULL) step ON TRUE
  WHERE {chosen}) deal
GROUP BY 1, 2, 3, 4
"""
# The first deals of each of some stages, those that close first on top, with what happens next.
FIRST_DEALS = """
SELECT deal.id, step.due_on, step.action
FROM unnest(%(stages)s::text[]) AS shown(stage)
CROSS JOIN LATERAL (
  SELECT row.id, coalesce(row.close_on, %(never)s) AS closes_on FROM records_opportunity row
  WHERE row.stage = shown.stage AND {chosen}
    AND (coalesce(row.close_on, %(never)s), row.id) > (%(day)s, %(after)s::uuid)
  ORDER BY closes_on, row.id LIMIT %(limit)s) deal
LEFT JOIN LATERAL (
  SELECT due_on, action FROM records_nextstep
  WHERE opportunity_id = deal.id AND done_at IS NULL ORDER BY due_on, id LIMIT 1) step ON TRUE
ORDER BY deal.closes_on, deal.id
"""
FROM_THE_TOP = (date.min, UUID(int=0))


@dataclass(frozen=True, slots=True)
class Which:
    """A choice of opportunities; what is empty chooses nothing out. ``owner`` is a handle or “me”, ``team`` a name."""

    owner: str = ""
    team: str = ""
    source: str = ""
    segment: str = ""
    closes_in: date | None = None
    """Any day of the month in which they are expected to close."""
    text: str = ""

    def where(self, by: Actor) -> tuple[str, Mapping[str, Any]]:
        """The condition on a deal on the board that ``by`` may see, as ``row``, and its parameters."""
        seen, parameters = visible_where(by, "opportunity.read", *(f"row.{name}_id" for name in OWNERS))
        values = {
            "owner": by.handle if self.owner == "me" else self.owner,
            "its_team": self.team,
            "source": self.source,
            "segment": self.segment,
            "month": self.closes_in,
            "text": self.text,
        }
        asked = [condition for name, condition in _CHOICES.items() if values[name]]
        return " AND ".join((seen, ON_BOARD, *asked)), {**parameters, **values}


EVERY = Which()
ON_BOARD = f"row.state IN {ON_THE_BOARD}"
_CHOICES: Mapping[str, str] = {
    "owner": "row.owner_id = (SELECT id FROM people_person WHERE handle = %(owner)s)",
    "its_team": "row.owner_id IN (SELECT person.id FROM people_person person JOIN people_team team"
    " ON team.id = person.team_id WHERE team.name = %(its_team)s)",
    "source": "row.source = %(source)s",
    "segment": "row.segment = %(segment)s",
    "month": "date_trunc('month', row.close_on) = date_trunc('month', %(month)s::date)",
    "text": "strpos(upper(row.name), upper(%(text)s)) > 0",
}


@dataclass(slots=True)
class Activity:
    """How many open deals of a stage have their earliest next step ahead, due today, or overdue or none at all."""

    ahead: int = 0
    today: int = 0
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """What the columns add up to; ``waiting`` is stage → how many wait for an approval, in nobody's forecast (AP-6)."""

    totals: tuple[Total, ...] = ()
    activity: dict[str, Activity] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)


def sums(by: Actor, which: Which, today: date) -> Sums:
    """The open pipeline that ``by`` may see, by stage in the order of the playbook and by currency."""
    chosen, parameters = which.where(by)
    activity, waiting = dict[str, Activity](), dict[str, int]()
    worth: dict[tuple[str, str], list[Any]] = {}
    for stage, currency, state, standing, n, *amounts in run(
        ADDED_UP.format(chosen=chosen), {**parameters, "today": today}
    ):
        if state != "open":
            waiting[stage] = waiting.get(stage, 0) + n
            continue
        steps = activity.setdefault(stage, Activity())
        setattr(steps, standing, getattr(steps, standing) + n)
        before = worth.get((stage, currency), (0, Decimal(0), Decimal(0), Decimal(0)))
        worth[stage, currency] = [one + more for one, more in zip(before, (n, *amounts), strict=True)]
    totals = in_order(total(stage, currency, *figures) for (stage, currency), figures in worth.items())
    return Sums(totals, activity, waiting)


def first_deals(
    by: Actor,
    which: Which,
    stages: Sequence[str],
    limit: int,
    after: tuple[date, UUID] = FROM_THE_TOP,
) -> list[Opportunity]:
    """The first deals of each column, those that close first on top, read as `with_next_step` reads them.

    ``after`` is close date and id of the last one seen.
    """
    chosen, parameters = which.where(by)
    day, key = after
    asked = {
        **parameters, "stages": list(stages), "limit": limit, "never": NEVER, "day": day, "after": key,
    }  # fmt: skip
    steps = {row[0]: row[1:] for row in run(FIRST_DEALS.format(chosen=chosen), asked)}
    rows = fetch(Opportunity, "row.id = ANY(%(ids)s)", {"ids": list(steps)}, also=("account", "owner"))
    found = {row.pk: row for row in rows}
    for key, row in found.items():
        row.step_due_on, row.step_action = steps[key]  # type: ignore[attr-defined]
    return [found[key] for key in steps if key in found]
