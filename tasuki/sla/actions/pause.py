from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import append
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.rules import clock as rules
from tasuki.rules.reading import Problem
from tasuki.sla.models import Clock
from tasuki.sla.rows import RECKONED, calendar_for_row, clock_of, put
from tasuki.sla.telling import of_clock

OWN_SUBJECT = frozenset({"dispute"})
"""What has its own clock even where it is about a lead."""


@transaction.atomic
def pause(clock_id: UUID, reason: str, evidence: str = "", *, by: Actor, at: datetime) -> Clock:
    """Hold a clock (SL-21): ``prospect_later_date`` with evidence of where they proposed it, or ``manager_hold``.

    An absence pauses nothing: the work is reassigned. Raises Forbidden, NotFound, Invalid, NotPossibleNow.
    """
    row = _locked(clock_id, by)
    try:
        put(rules.pause(clock_of(row), at, reason, evidence), row)
    except rules.PauseRefused as refused:
        lacks_evidence = reason == rules.PROSPECT_LATER_DATE
        raise _bad_input("/evidence" if lacks_evidence else "/reason", refused) from refused
    except rules.ClockRefusal as refused:
        raise NotPossibleNow(refused.sentence) from refused
    row.save(update_fields=RECKONED)
    append(of_clock(row, "sla.paused", at, by, reason, evidence.strip()))
    return row


@transaction.atomic
def resume(clock_id: UUID, *, by: Actor, at: datetime) -> Clock:
    """Go on with what was left when the pause began. Raises Forbidden, NotFound, NotPossibleNow (not on pause)."""
    row = _locked(clock_id, by)
    try:
        put(rules.resume(clock_of(row), at, calendar_for_row(row, at)), row)
    except rules.ClockRefusal as refused:
        raise NotPossibleNow(refused.sentence) from refused
    row.save(update_fields=RECKONED)
    append(of_clock(row, "sla.resumed", at, by))
    return row


@transaction.atomic
def hold_clocks(lead_id: UUID, on: bool, *, by: Actor, at: datetime) -> int:
    """A manager put the lead on hold, or took it off: its promises wait, or go on (SL-21). Returns how many.

    Whoever owes a ruling about it owes it all the same.
    """
    rows = (
        Clock.objects.select_for_update()
        .filter(lead=lead_id, stopped_at=None)
        .exclude(subject__in=OWN_SUBJECT)
    )
    rows = rows.filter(paused_at=None) if on else rows.filter(pause_reason=rules.MANAGER_HOLD)
    touched = list(rows.order_by("pk"))
    for row in touched:
        clock = clock_of(row)
        moved = (
            rules.pause(clock, max(at, row.started_at), rules.MANAGER_HOLD)
            if on
            else rules.resume(clock, at, calendar_for_row(row, at))
        )
        put(moved, row).save(update_fields=RECKONED)
    code, reason = ("sla.paused", rules.MANAGER_HOLD) if on else ("sla.resumed", "")
    append(*(of_clock(row, code, at, by, reason) for row in touched))
    return len(touched)


def _locked(clock_id: UUID, by: Actor) -> Clock:
    rows = Clock.objects.select_for_update(of=("self",)).select_related("owner", "lead__owner", "lead__ae")
    row = rows.filter(pk=clock_id).first()
    if row is None:
        raise NotFound("clock", clock_id)
    people = [row.owner, *([row.lead.owner, row.lead.ae] if row.lead else [])]
    named = [person for person in people if person]
    ask(by, "clock.pause", *(one.pk for one in named), teams=tuple(one.team_id for one in named))
    return row


def _bad_input(pointer: str, refused: rules.ClockRefusal) -> Invalid:
    return Invalid([Problem(pointer, refused.rule, refused.sentence)])
