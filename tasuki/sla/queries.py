"""The promises of a lead, and those that a person may see, with the time that is left of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.refusals import NotFound
from tasuki.platform.rows import fetch
from tasuki.rules import clock as rules
from tasuki.rules.wording import N_, Sentence, Text
from tasuki.sla.models import Clock
from tasuki.sla.rows import calendar_for_row, clock_of
from tasuki.sla.terms import agreement_stamped

OWNERS = ("owner", "lead__owner", "lead__ae")
"""Whose a promise is: whoever owes it, and those who work its lead."""
_LEFT: Mapping[str, str] = {
    "minutes": N_("%(amount)s minutes left"),
    "hours": N_("%(amount)s hours left"),
    "days": N_("%(amount)s days left"),
    "business_minutes": N_("%(amount)s working minutes left"),
    "business_hours": N_("%(amount)s working hours left"),
    "business_days": N_("%(amount)s business days left"),
}
_OVER: Mapping[str, str] = {
    "minutes": N_("%(amount)s minutes over"),
    "hours": N_("%(amount)s hours over"),
    "days": N_("%(amount)s days over"),
    "business_minutes": N_("%(amount)s working minutes over"),
    "business_hours": N_("%(amount)s working hours over"),
    "business_days": N_("%(amount)s business days over"),
}
_TENTH = Decimal("0.1")


# Real time reads more easily in the next unit from here on; working time has no such steps that all calendars share.
_LARGER = {"minutes": (Decimal(120), Decimal(60), "hours"), "hours": (Decimal(48), Decimal(24), "days")}


# Less than one of a unit is said in the next smaller one, which any calendar has: hours and minutes of its own time.
_SMALLER = {
    "days": (timedelta(hours=1), "hours"),
    "hours": (timedelta(minutes=1), "minutes"),
    "business_days": (timedelta(hours=1), "business_hours"),
    "business_hours": (timedelta(minutes=1), "business_minutes"),
}


def _easily_read(amount: Decimal, unit: str, span: timedelta) -> tuple[Decimal, str]:
    """443.4 hours as 18.5 days, 0.4 hours as 24 minutes; ``span`` is the same time exactly."""
    while unit in _SMALLER and amount < 1:
        one, unit = _SMALLER[unit]
        exact = Decimal(span // timedelta(seconds=1)) / Decimal(one // timedelta(seconds=1))
        amount = exact.quantize(Decimal(1) if unit.endswith("minutes") else _TENTH)
    while unit in _LARGER and amount >= _LARGER[unit][0]:
        _, size, larger = _LARGER[unit]
        amount, unit = (amount / size).quantize(_TENTH), larger
    return amount, unit


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as people see it. ``left`` is in ``unit``, negative once overdue; ``words`` says it in a sentence."""

    id: UUID
    sla: str
    label: Text
    state: str
    level: Decimal | None
    owner_id: UUID | None
    owner_role: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    left: Decimal
    unit: str
    words: Sentence


def open_clocks(by: Actor) -> QuerySet[Clock]:
    """The running promises that ``by`` may see, the one due first on top."""
    rows = Clock.objects.filter(stopped_at=None).select_related("owner", "lead")
    return visible(rows, by, "clock.read", *OWNERS).order_by("due_at", "pk")


def clock_for(by: Actor, clock_id: UUID) -> Clock:
    """One promise, running or ended. Raises NotFound."""
    rows = Clock.objects.select_related("owner", "lead")
    found = visible(rows, by, "clock.read", *OWNERS).filter(pk=clock_id).first()
    if found is None:
        raise NotFound("clock", clock_id)
    return found


def is_running(clock_id: UUID) -> bool:
    """Whether this promise is still owed, in time or not."""
    return Clock.objects.filter(pk=clock_id, stopped_at=None).exists()


def clocks_of(lead_id: UUID, *, at: datetime) -> tuple[ClockView, ...]:
    """Every promise about a lead, running ones first, then the latest to end."""
    rows = fetch(Clock, "row.lead_id = %(lead)s", {"lead": lead_id})
    running = sorted((row for row in rows if row.stopped_at is None), key=lambda row: row.due_at)
    ended = sorted((row for row in rows if row.stopped_at), key=lambda row: str(row.stopped_at), reverse=True)
    return tuple(view_of(row, at) for row in (*running, *ended))


def view_of(row: Clock, at: datetime) -> ClockView:
    """One clock at this moment. A stopped clock shows what was left, or over, when it stopped (SL-22)."""
    clock = clock_of(row)
    standing = rules.state(clock, at)
    span = rules.remaining(clock, at, calendar_for_row(row, at))
    left = rules.in_target_unit(clock, span).quantize(_TENTH)
    unit = clock.target.unit if isinstance(clock.target, rules.Target) else "days"
    promise = agreement_stamped(row.playbook).promises.get(row.sla)
    state = "released" if row.outcome == "released" else standing.name
    return ClockView(
        id=row.pk,
        sla=row.sla,
        label=promise.sla.label if promise else Text(row.sla),
        state=state,
        level=standing.level,
        owner_id=row.owner_id,
        owner_role=row.owner_role,
        started_at=row.started_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        left=left,
        unit=unit,
        words=_words(state, left, unit, span),
    )


def _words(state: str, left: Decimal, unit: str, span: timedelta) -> Sentence:
    amount, told_in = _easily_read(abs(left), unit, abs(span))
    time = Sentence((_OVER if span < timedelta() else _LEFT)[told_in], {"amount": amount})
    if state == "released":
        return Sentence(N_("No longer owed"))
    if state == "met":
        return Sentence(N_("Kept"))
    if state == "met_late":
        return Sentence(N_("Kept late: %(time)s"), {"time": time})
    if state == "paused":
        return Sentence(N_("On pause: %(time)s"), {"time": time})
    return time
