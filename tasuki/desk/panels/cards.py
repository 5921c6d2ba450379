"""The cards of the board: what one needs to know of a deal without opening it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext

from tasuki.desk.formats import day
from tasuki.desk.forms.field import Option
from tasuki.desk.panels.ageing import BusinessDays
from tasuki.desk.words import spoken, word
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import Forbidden
from tasuki.platform.sql import run
from tasuki.records.models import Opportunity
from tasuki.rules.decision import Finding
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.stages.pipeline.hygiene import hygiene_of
from tasuki.stages.pipeline.queries import with_next_step

TIMELINES = """
SELECT lead_id, body->>'forcing_event', body->>'forcing_function', body->>'forcing_on' FROM qualification_answer
WHERE lead_id = ANY(%(leads)s::uuid[]) AND criterion = 'timeline'
"""


@dataclass(frozen=True, slots=True)
class Card:
    """``age`` is how long the deal has been in its stage, in business days; ``moves`` is empty for who may not move."""

    deal: Opportunity
    company: str
    age: str
    is_old: bool
    is_past: bool
    step: str
    step_standing: str
    forcing: str
    flags: tuple[Finding, ...]
    moves: tuple[Option, ...]

    @property
    def is_waiting(self) -> bool:
        return self.deal.state == "pending_approval"


def cards_of(rows: Iterable[Opportunity], book: Playbook, by: Actor, at: datetime) -> tuple[Card, ...]:
    deals = _with_steps(list(rows))
    days = BusinessDays(book, [deal.stage_since for deal in deals], at)
    forced = _forcing({deal.lead_id for deal in deals if deal.lead_id})
    flags, today = hygiene_of(deals, at), day_of(at, book)
    return tuple(
        Card(
            deal=deal,
            company=deal.account.name if deal.account else deal.company_part,
            age=in_business_days(days.between(deal.stage_since, at)),
            is_old=any(flag.rule == "HY-4" for flag in flags.get(deal.pk, ())),
            is_past=deal.close_on is not None and deal.close_on < today,
            step=step_said(deal, today),
            step_standing=step_standing(getattr(deal, "step_due_on", None), today),
            forcing=forced.get(deal.lead_id, "") if deal.lead_id else "",
            flags=flags.get(deal.pk, ()),
            moves=moves_from(deal.stage, book) if may_move(by, deal) else (),
        )
        for deal in deals
    )


def may_move(by: Actor, deal: Opportunity) -> bool:
    try:
        ask(by, "opportunity.edit", deal.owner_id, teams=(deal.owner.team_id,) if deal.owner else ())
    except Forbidden:
        return False
    return True


def moves_from(stage: str, book: Playbook) -> tuple[Option, ...]:
    """Where a deal can be put: the other open stages, and the two ends."""
    return tuple(
        Option(one.key, spoken(one.label))
        for one in book.stage
        if one.kind in ("open", "won", "lost") and one.key != stage
    )


def in_business_days(n: int) -> str:
    if n == 0:
        return gettext("since today")
    return ngettext("for %(n)s business day", "for %(n)s business days", n) % {"n": n}


def step_standing(due_on: date | None, today: date) -> str:
    """The colour of a deal's activity: a step ahead, due today, or overdue or none."""
    if due_on is None or due_on < today:
        return "behind"
    return "today" if due_on == today else "ahead"


def step_said(deal: Opportunity, today: date) -> str:
    """What happens next with a deal, as its card says it; the deal was read `with_next_step`."""
    due_on: date | None = getattr(deal, "step_due_on", None)
    if due_on is None:
        return gettext("no next step")
    values = {"step": getattr(deal, "step_action", ""), "day": day(due_on)}
    if due_on < today:
        return gettext("overdue since %(day)s: %(step)s") % values
    if due_on == today:
        return gettext("due today: %(step)s") % values
    return gettext("next, %(day)s: %(step)s") % values


def _with_steps(rows: list[Opportunity]) -> list[Opportunity]:
    """A deal read without its next step, because it was moved here, is read again with it."""
    missing = [row.pk for row in rows if not hasattr(row, "step_due_on")]
    if not missing:
        return rows
    read = with_next_step(Opportunity.objects.filter(pk__in=missing).select_related("account", "owner"))
    found = {row.pk: row for row in read}
    return [found.get(row.pk, row) for row in rows]


def _forcing(leads: set[UUID]) -> Mapping[UUID, str]:
    """Lead → what forces the buyer's date (C-7)."""
    rows = run(TIMELINES, {"leads": list(leads)})
    return {lead: said for lead, *body in rows if (said := _forcing_said(*body))}


def _forcing_said(event: str | None, function: str | None, forced_on: str | None) -> str:
    event = event or word(function or "")
    try:
        on = date.fromisoformat(forced_on or "")
    except ValueError:
        return event
    return f"{event} {day(on)}".strip()
