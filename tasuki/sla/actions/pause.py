from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import append
from tasuki.platform.refusals import NotFound, NotPossibleNow, Refusal, invalid
from tasuki.rules import clock as rules
from tasuki.sla.models import Clock
from tasuki.sla.rows import RECKONED, calendar_for_row, clock_of, put
from tasuki.sla.telling import of_clock


@transaction.atomic
def pause(clock_id: UUID, reason: str, evidence: str = "", *, by: Actor, at: datetime) -> Clock:
    """Hold a clock (SL-21): ``prospect_later_date`` with evidence of where they proposed it, or ``manager_hold``.

    An absence pauses nothing: the work is reassigned. Raises Forbidden, NotFound, Invalid, NotPossibleNow.
    """
    row = _locked(clock_id, by)
    try:
        put(rules.pause(clock_of(row), at, reason, evidence), row)
    except rules.ClockRefusal as refused:
        raise _refusal(refused) from refused
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
        raise _refusal(refused) from refused
    row.save(update_fields=RECKONED)
    append(of_clock(row, "sla.resumed", at, by))
    return row


def _locked(clock_id: UUID, by: Actor) -> Clock:
    rows = Clock.objects.select_for_update(of=("self",)).select_related("owner", "lead__owner", "lead__ae")
    row = rows.filter(pk=clock_id).first()
    if row is None:
        raise NotFound("clock", clock_id)
    people = [row.owner, *([row.lead.owner, row.lead.ae] if row.lead else [])]
    named = [person for person in people if person]
    ask(by, "clock.pause", *(one.pk for one in named), teams=tuple(one.team_id for one in named))
    return row


def _refusal(refused: rules.ClockRefusal) -> Refusal:
    if isinstance(refused, rules.PauseRefused):
        pointer = "/evidence" if refused.wants_evidence else "/reason"
        return invalid(pointer, refused.sentence.template, code=refused.rule, **refused.sentence.values)
    return NotPossibleNow(refused.sentence)
