"""Leads at work that nobody has are given out by the table, however many they are: after an import, after a gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from tasuki.platform.access.actor import Actor, ask_any, visible
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.refusals import NotPossibleNow
from tasuki.platform.rows import fetch
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.routing import Run
from tasuki.rules.wording import N_, Sentence
from tasuki.sla.rows import know_the_clocks
from tasuki.stages.routing.actions.assign import CHUNK, assign, assign_many
from tasuki.stages.routing.leads import AT_WORK, locked_at_work
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.writing import OWNED_BY

WAITING: dict[Run, tuple[LeadState, ...]] = {
    "sdr": (LeadState.MQL, LeadState.SAL, LeadState.SQL, LeadState.DISCOVERY),
    "ae": (LeadState.SQL, LeadState.DISCOVERY),
}
"""In which states a lead needs somebody of the run, if nothing else is asked for."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class GivenOut:
    """How many leads got an owner, and for how many nobody could be found; their assignments say why."""

    assigned: int
    nobody: int


def waiting(run: Run, by: Actor, states: Sequence[LeadState] = ()) -> QuerySet[Lead]:
    """The leads without an owner of this run that ``by`` may give out, the longest waiting first. Raises Forbidden."""
    ask_any(by, "lead.assign")
    rows = Lead.objects.filter(**{OWNED_BY[run]: None}, state__in=states or WAITING[run])
    return visible(rows, by, "lead.assign", *LEAD_OWNERS).order_by("captured_at", "pk")


def assign_waiting(
    run: Run = "sdr",
    *,
    by: Actor,
    at: datetime,
    states: Sequence[LeadState] = (),
    most: int | None = None,
    progress: Progress | None = None,
) -> GivenOut:
    """Give them out, a thousand in a transaction; the rotation goes on where it stood. Raises Forbidden.

    A lead that got an owner or ended meanwhile is passed over. ``progress`` is told what is done and what there is.
    """
    keys = list(waiting(run, by, states).values_list("pk", flat=True)[:most])
    still = partial(_still_waiting, run=run, states=states or WAITING[run])
    assigned = nobody = 0
    for start in range(0, len(keys), CHUNK):
        rows = assign_many(keys[start : start + CHUNK], run, by=by, at=at, among=still)
        given = sum(row.person_id is not None for row in rows)
        assigned, nobody = assigned + given, nobody + len(rows) - given
        if progress:
            progress(min(start + CHUNK, len(keys)), len(keys))
        if start == 0 and len(keys) > CHUNK:
            know_the_clocks()
    return GivenOut(assigned, nobody)


def assign_nobodys(
    lead_ids: Sequence[UUID], run: Run = "sdr", *, by: Actor, at: datetime
) -> list[Assignment]:
    """Give out those of these leads that nobody of this run has and that are at work; others are passed over.

    A thousand in a transaction. Raises Forbidden.
    """
    return assign_many(lead_ids, run, by=by, at=at, among=partial(_still_waiting, run=run, states=[*AT_WORK]))


@atomic
def assign_if_nobodys(lead_id: UUID, run: Run = "sdr", *, by: Actor, at: datetime) -> Assignment:
    """As `assign`, for a lead that nobody of this run has. Raises NotPossibleNow as well where somebody has it."""
    lead = locked_at_work([lead_id])[0]
    owner = getattr(lead, OWNED_BY[run].removesuffix("_id"))
    if owner is not None:
        raise NotPossibleNow(Sentence(N_("%(person)s has it already."), {"person": owner.name}))
    return assign(lead_id, run, by=by, at=at)


def _still_waiting(keys: Sequence[UUID], *, run: Run, states: Sequence[LeadState]) -> list[Lead]:
    """The leads, locked, in the order in which they wait."""
    asked = f"""row.id = ANY(%(ids)s) AND row.{OWNED_BY[run]} IS NULL AND row.state = ANY(%(states)s::varchar[])
      ORDER BY row.id FOR UPDATE OF row"""
    found = fetch(Lead, asked, {"ids": list(keys), "states": list(states)}, also=("campaign",))
    return sorted(found, key=lambda lead: (lead.captured_at, lead.pk))
