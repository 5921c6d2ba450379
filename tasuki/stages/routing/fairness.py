"""Whether the rotation shares leads as the weights promise: turns, and what was given in a period (RT-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import invalid
from tasuki.platform.sql import run as execute
from tasuki.playbooks.queries import in_force
from tasuki.rules.routing import Run, Share, shares
from tasuki.rules.wording import N_
from tasuki.stages.routing.candidates import candidates

MOST_DAYS = 366

OWNING = ("account_owner", "opportunity_owner", "partner_manager")

# What each person was given in the period: by their turn, because the company is theirs, by hand, and given back.
GIVEN = """
SELECT person_id, count(*) FILTER (WHERE uses_turn), count(*) FILTER (WHERE strategy = ANY(%(owning)s::varchar[])),
  count(*) FILTER (WHERE NOT uses_turn AND strategy <> ALL(%(owning)s::varchar[])), count(returned_at)
FROM routing_assignment
WHERE run = %(run)s AND at > %(since)s AND at <= %(at)s AND person_id IS NOT NULL
GROUP BY person_id
"""


@dataclass(frozen=True, slots=True)
class Given:
    """The leads of a period: ``by_turn`` of the rotation, ``as_owner`` of the company, ``by_hand`` (or for
    somebody who is away or has left); ``returned`` turns are among the first."""

    by_turn: int = 0
    as_owner: int = 0
    by_hand: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Fair:
    """One person: their share of all turns so far, what their weight promises, and what they got lately."""

    handle: str
    name: str
    weight: int
    share: Share
    given: Given

    @property
    def difference(self) -> float:
        """Turns more (or fewer) than their weight promises."""
        return self.share.assigned - self.share.expected


@dataclass(frozen=True, slots=True)
class Fairness:
    run: Run
    since: datetime
    until: datetime
    people: tuple[Fair, ...]


def fairness(run: Run, *, by: Actor, at: datetime, days: int = 30) -> Fairness:
    """Everybody who takes turns in this run, as far as ``by`` may see them; the shares are of all turns there were.

    Raises Forbidden, Invalid.
    """
    ask_any(by, "routing.read")
    if not 1 <= days <= MOST_DAYS:
        raise invalid("/days", N_("Choose from 1 to %(most)s days."), "out_of_range", most=MOST_DAYS)
    pool = candidates(run, in_force(), at)
    taking = {one.person: one for one in pool.people if run in one.roles and one.active}
    since = at - timedelta(days=days)
    given = _given(run, since, at)
    seen = _seen(by, list(taking))
    people = tuple(
        Fair(
            one.person, seen[one.person], taking[one.person].weight, one,
            given.get(pool.ids[one.person], Given()),
        )
        for one in shares(list(taking.values()))
        if one.person in seen
    )  # fmt: skip
    return Fairness(run, since, at, people)


def _given(run: Run, since: datetime, at: datetime) -> Mapping[UUID, Given]:
    rows = execute(GIVEN, {"run": run, "since": since, "at": at, "owning": list(OWNING)})
    return {person: Given(*counts) for person, *counts in rows}


def _seen(by: Actor, handles: list[str]) -> Mapping[str, str]:
    """The people that ``by`` may see, with their names: themselves, their team, or everybody."""
    rows = Person.objects.filter(handle__in=handles)
    reach = by.reach("routing.read")
    if reach == "team" and by.team_id:
        rows = rows.filter(team=by.team_id)
    elif reach != "all":
        rows = rows.filter(pk=by.person_id)
    return dict(rows.values_list("handle", "name"))
