"""The SLA clock: a promise with a start, a due moment, warnings, pauses and a stop (SL-0 … SL-24).

A clock is a value. Each function takes one and returns the next; nothing is stored, nothing reads the time.
Minutes, hours and days run by real time, business units by the calendar's working time, which is why a clock
outside hours needs no pause. A target is kept up to and including its due moment and missed after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from tasuki.rules.calendar import (
    Calendar,
    add_business,
    add_business_days,
    add_days,
    at_local,
    business_between,
)
from tasuki.rules.wording import N_, Sentence

Unit = Literal["minutes", "hours", "days", "business_minutes", "business_hours", "business_days"]
BREACH = Decimal(1)
WARN_LEVELS = (Decimal("0.5"), Decimal("0.75"), Decimal("0.9"))

PROSPECT_LATER_DATE = "prospect_later_date"
MANAGER_HOLD = "manager_hold"
OWNER_ABSENCE = "owner_absence"
PAUSE_REASONS = (PROSPECT_LATER_DATE, MANAGER_HOLD)

_LONGEST = timedelta(days=3660)
_UNITS: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
_WRITTEN = {
    "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes",
    "h": "hours", "hour": "hours", "hours": "hours", "day": "days", "days": "days",
}  # fmt: skip
_EXAMPLES = ("5 min", "24 h", "3 days", "4 business hours", "5 business days")
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ClockRefusal(ValueError):
    """A clock cannot do what is asked: a stable code, the rule it rests on, and a sentence for the person."""

    code = "clock.refused"
    rule = "SL-0"

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(self.sentence.spoken("en"))


class UnreadableTarget(ClockRefusal):
    """A duration that is not written as in "5 min", "24 h", "3 days", "4 business hours", "5 business days"."""

    code = "clock.unreadable_target"


class PauseRefused(ClockRefusal):
    """A pause that SL-21 does not allow, or one that lacks its evidence."""

    code = "clock.pause_refused"
    rule = "SL-21"


class ClockNotRunning(ClockRefusal):
    """Pausing, resuming or stopping a clock that is not in the state for it, or before its own past."""

    code = "clock.not_running"


@dataclass(frozen=True, slots=True)
class Target:
    """How much time a promise allows; days are dates in the calendar's zone, business days its open ones."""

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and self.amount > 0):
            raise UnreadableTarget(N_("A target is more than nothing, not %(amount)s."), amount=self.amount)
        if self.unit.endswith("days") and self.amount != self.amount.to_integral_value():
            raise UnreadableTarget(N_("Days are counted whole, not as %(amount)s."), amount=self.amount)
        if self.span > _LONGEST:
            raise UnreadableTarget(N_("A target of more than ten years is no target."))

    def __str__(self) -> str:
        unit = self.unit.replace("_", " ")
        return f"{self.amount.normalize():f} {unit[:-1] if self.amount == 1 else unit}"

    @property
    def span(self) -> timedelta:
        """The amount as a length of time; for days, the nominal 24 hours each."""
        minutes = self.amount * _MINUTES[self.unit.removeprefix("business_")]
        return timedelta(microseconds=int(min(minutes, Decimal(10**9)) * 60_000_000))


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """A promise for each week: from Monday 00:00 to a weekday and local time of the next week (SL-11)."""

    weekday: int = 0
    at: time = time(12)

    def __str__(self) -> str:
        return f"next {_WEEKDAYS[self.weekday].capitalize()} {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Terms:
    """One line of the agreement, as a clock needs it: what starts and stops it, how long it may run, whose."""

    sla: str
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    target: Target | WeeklyWindow
    calendar: str
    owner: str
    warn: tuple[Decimal, ...] = WARN_LEVELS
    pauses: tuple[str, ...] = PAUSE_REASONS

    def __post_init__(self) -> None:
        if list(self.warn) != sorted(set(self.warn)) or not all(0 < level < BREACH for level in self.warn):
            raise ClockRefusal(N_("%(sla)s: warning levels must rise between 0 and 1."), sla=self.sla)
        for reason in self.pauses:
            _refuse_forbidden_pause(self.sla, reason, PAUSE_REASONS)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point on a clock's way: a warning at a share of the allowance, or the breach at all of it (1)."""

    level: Decimal
    at: datetime

    @property
    def is_breach(self) -> bool:
        return self.level == BREACH


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise at work. `allowance` and `paused_for` are in its own kind of time; `fired` holds levels."""

    sla: str
    target: Target | WeeklyWindow
    calendar: str
    calendar_version: int
    started_at: datetime
    due_at: datetime
    warn_at: tuple[datetime, ...]
    warn_levels: tuple[Decimal, ...]
    allowance: timedelta
    due_no_later_than: datetime | None = None
    pauses_allowed: tuple[str, ...] = PAUSE_REASONS
    paused_at: datetime | None = None
    pause_reason: str = ""
    paused_for: timedelta = timedelta(0)
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    stopped_at: datetime | None = None
    fired: frozenset[Decimal] = field(default_factory=frozenset)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The warnings in order, then the breach."""
        warnings = (Moment(level, at) for level, at in zip(self.warn_levels, self.warn_at, strict=True))
        return (*warnings, Moment(BREACH, self.due_at))


@dataclass(frozen=True, slots=True)
class ClockState:
    """How a clock stands; `level` is the highest warning passed while it runs."""

    name: Literal["not_started", "running", "paused", "warned", "breached", "met", "met_late"]
    level: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What a clock hears: an event code and its instant, and what a start or a pause brings along."""

    event: str
    at: datetime
    reason: str = ""
    evidence: str = ""
    due_no_later_than: datetime | None = None


def parse_target(written: str) -> Target:
    """Read "5 min", "24 h", "3 days", "4 business hours", "5 business days". Raises UnreadableTarget."""
    parts = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*(business\s+)?([a-z]+)\s*", written.lower(), re.ASCII)
    unit = _WRITTEN.get(parts[3]) if parts else None
    if parts is None or unit is None:
        template = N_("“%(written)s” is not a duration; write %(examples)s.")
        raise UnreadableTarget(template, written=written, examples=_EXAMPLES)
    return Target(Decimal(parts[1]), _UNITS[f"business_{unit}" if parts[2] else unit])


def parse_within(written: str) -> Target | WeeklyWindow:
    """Read what an SLA allows: a target, or a week's "next Monday 12:00". Raises UnreadableTarget."""
    weekly = re.fullmatch(r"\s*next\s+([a-z]+)\s+([01]\d|2[0-3]):([0-5]\d)\s*", written.lower(), re.ASCII)
    if weekly and weekly[1] in _WEEKDAYS:
        return WeeklyWindow(_WEEKDAYS.index(weekly[1]), time(int(weekly[2]), int(weekly[3])))
    return parse_target(written)


def start(terms: Terms, at: datetime, calendar: Calendar, due_no_later_than: datetime | None = None) -> Clock:
    """Start the promise at an event. `due_no_later_than` is an outside limit: the meeting's start (SL-13).

    A weekly window starts with the Monday of the event's week, whenever in the week the event falls.
    Raises NoWorkingTime, and ClockRefusal for another calendar than the terms name.
    """
    _refuse_other_calendar(terms.sla, terms.calendar, calendar)
    started_at, full_due_at = _window(terms.target, at, calendar)
    due_at = max(started_at, min(full_due_at, due_no_later_than or full_due_at)).astimezone(UTC)
    effective = _between(terms.target, calendar, started_at, due_at)
    return Clock(
        sla=terms.sla,
        target=terms.target,
        calendar=calendar.key,
        calendar_version=calendar.version,
        started_at=started_at,
        due_at=due_at,
        warn_at=tuple(
            _after(terms.target, calendar, started_at, _share(effective, level)) for level in terms.warn
        ),
        warn_levels=terms.warn,
        allowance=_between(terms.target, calendar, started_at, full_due_at),
        due_no_later_than=due_no_later_than,
        pauses_allowed=terms.pauses,
    )


def pause(clock: Clock, at: datetime, reason: str, evidence: str = "") -> Clock:
    """Hold the clock (SL-21): for a later date that the prospect proposed, with evidence, or by a manager.

    An owner's absence never pauses a clock: the work is reassigned. Raises PauseRefused and ClockNotRunning.
    """
    _refuse_forbidden_pause(clock.sla, reason, clock.pauses_allowed)
    if reason == PROSPECT_LATER_DATE and not evidence.strip():
        raise PauseRefused(N_("%(sla)s: say where the prospect proposed the later date."), sla=clock.sla)
    if clock.paused_at is not None or clock.stopped_at is not None:
        raise ClockNotRunning(N_("%(sla)s: this clock is not running."), sla=clock.sla)
    _refuse_before_last_change(clock, at)
    return replace(clock, paused_at=at, pause_reason=reason)


def resume(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Go on with what was left when the pause began. No moment comes nearer; those passed stay."""
    _refuse_other_calendar(clock.sla, clock.calendar, calendar)
    held_at = _held_since(clock, at)

    def moved(moment: datetime) -> datetime:
        if moment <= held_at:
            return moment
        left = _between(clock.target, calendar, held_at, moment)
        later = max(moment, _after(clock.target, calendar, at, left))
        return min(later, clock.due_no_later_than or later)

    return replace(
        clock,
        due_at=moved(clock.due_at),
        warn_at=tuple(map(moved, clock.warn_at)),
        paused_at=None,
        pause_reason="",
        paused_for=clock.paused_for + _between(clock.target, calendar, held_at, at),
        pauses=(*clock.pauses, (held_at, at)),
    )


def stop(clock: Clock, at: datetime) -> Clock:
    """The promised thing happened. A clock stopped on pause is judged by the instant at which it was held."""
    if clock.stopped_at is not None:
        raise ClockNotRunning(N_("%(sla)s: this clock has already stopped."), sla=clock.sla)
    _refuse_before_last_change(clock, at)
    return replace(clock, stopped_at=at)


def state(clock: Clock | None, at: datetime) -> ClockState:
    """How the promise stands; without a clock nothing has started it, which is neither kept nor broken."""
    if clock is None or at < clock.started_at:
        return ClockState("not_started")
    late = _reading_at(clock, at) > clock.due_at
    if clock.stopped_at is not None and clock.stopped_at <= at:
        return ClockState("met_late" if late else "met")
    if late:
        return ClockState("breached")
    if clock.paused_at is not None and clock.paused_at <= at:
        return ClockState("paused")
    passed = [moment.level for moment in clock.moments if not moment.is_breach and moment.at <= at]
    return ClockState("warned", passed[-1]) if passed else ClockState("running")


def due_now(clock: Clock, at: datetime) -> tuple[Moment, ...]:
    """The warnings and the breach that have come and have not been fired, in order.

    A clock on pause owes what came before the pause; a stopped one owes only its breach, if it stopped late.
    """
    reading = _reading_at(clock, at)
    stopped = clock.stopped_at is not None and clock.stopped_at <= at
    return tuple(
        moment
        for moment in clock.moments
        if moment.level not in clock.fired
        and (moment.at < reading if moment.is_breach else moment.at <= reading and not stopped)
    )


def with_fired(clock: Clock, moments: Iterable[Moment]) -> Clock:
    """Remember that these moments have had their event, so that each comes once."""
    return replace(clock, fired=clock.fired | {moment.level for moment in moments})


def next_moment(clock: Clock) -> Moment | None:
    """The moment to store and to wake up just after; None while paused, once stopped or when all have fired."""
    if clock.stopped_at is not None or clock.paused_at is not None:
        return None
    return next((moment for moment in clock.moments if moment.level not in clock.fired), None)


def elapsed(clock: Clock, at: datetime, calendar: Calendar) -> timedelta:
    """Time used, without pauses, in the clock's own kind of time; counts on after the breach (SL-22)."""
    _refuse_other_calendar(clock.sla, clock.calendar, calendar)
    used = _between(clock.target, calendar, clock.started_at, _reading_at(clock, at)) - clock.paused_for
    return max(used, timedelta(0))


def remaining(clock: Clock, at: datetime, calendar: Calendar) -> timedelta:
    """Time left until due, in the clock's own kind of time; negative after the breach."""
    _refuse_other_calendar(clock.sla, clock.calendar, calendar)
    return _between(clock.target, calendar, _reading_at(clock, at), clock.due_at)


def in_target_unit(clock: Clock, span: timedelta) -> Decimal:
    """A length of the clock's own time in its target's unit: 20 working hours as 2.5 business days."""
    if isinstance(clock.target, WeeklyWindow):
        return Decimal(span // timedelta(seconds=1)) / Decimal(86_400)
    share = Fraction(span // timedelta(microseconds=1), clock.allowance // timedelta(microseconds=1))
    return clock.target.amount * share.numerator / share.denominator


def reschedule(clock: Clock, terms: Terms, calendar: Calendar, at: datetime | None = None) -> Clock:
    """Reckon an open clock anew after its calendar or terms changed; a stopped one stays as it is (SL-24).

    Its start, pauses and `due_no_later_than` are kept; when the meeting has moved, replace that first. With
    `at`, moments that have fired but now lie ahead are owed again; without it, none is.
    """
    if clock.stopped_at is not None:
        return clock
    again = start(terms, clock.started_at, calendar, clock.due_no_later_than)
    for held_at, resumed_at in clock.pauses:
        again = resume(replace(again, paused_at=held_at), resumed_at, calendar)
    ahead = {moment.level for moment in again.moments if at is not None and moment.at > at}
    return replace(
        again, paused_at=clock.paused_at, pause_reason=clock.pause_reason, fired=clock.fired - ahead
    )


def follow(terms: Terms, happenings: Iterable[Happening], calendar: Calendar) -> tuple[Clock, ...]:
    """Rebuild a promise's clocks from its events, in their order in time (SL-24).

    While one runs, further start events change nothing; once it has stopped, the next begins another.
    `sla.paused` and `sla.resumed` hold and release the running one.
    """
    clocks: list[Clock] = []
    for happening in sorted(happenings, key=lambda happening: happening.at):
        clock = clocks[-1] if clocks and clocks[-1].stopped_at is None else None
        if clock is None:
            if happening.event in terms.starts_on:
                clocks.append(start(terms, happening.at, calendar, happening.due_no_later_than))
        elif happening.event in terms.stops_on:
            clocks[-1] = stop(clock, happening.at)
        elif happening.event == "sla.paused":
            clocks[-1] = pause(clock, happening.at, happening.reason, happening.evidence)
        elif happening.event == "sla.resumed":
            clocks[-1] = resume(clock, happening.at, calendar)
    return tuple(clocks)


def weekly_window(window: WeeklyWindow, at: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """The Monday 00:00 that began this instant's local week, and when that week's promise is due (SL-11)."""
    today = at.astimezone(ZoneInfo(calendar.zone)).date()
    monday = today - timedelta(days=today.weekday())
    return (
        at_local(calendar, monday, time()),
        at_local(calendar, monday + timedelta(days=7 + window.weekday), window.at),
    )


def _window(target: Target | WeeklyWindow, at: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    if isinstance(target, WeeklyWindow):
        return weekly_window(target, at, calendar)
    started_at = add_days(calendar, at, 0)
    if target.unit == "days":
        return started_at, add_days(calendar, started_at, int(target.amount))
    if target.unit == "business_days":
        return started_at, add_business_days(calendar, started_at, int(target.amount))
    return started_at, _after(target, calendar, started_at, target.span)


def _counts_working_time(target: Target | WeeklyWindow) -> bool:
    return isinstance(target, Target) and target.unit.startswith("business_")


def _after(target: Target | WeeklyWindow, calendar: Calendar, at: datetime, span: timedelta) -> datetime:
    return add_business(calendar, at, span) if _counts_working_time(target) else at + span


def _between(target: Target | WeeklyWindow, calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    return business_between(calendar, a, b) if _counts_working_time(target) else b - a


def _share(span: timedelta, level: Decimal) -> timedelta:
    numerator, denominator = level.as_integer_ratio()
    return span * numerator // denominator


def _reading_at(clock: Clock, at: datetime) -> datetime:
    """Where the clock's hand stands: it does not move beyond a pause or a stop."""
    return min(at, clock.paused_at or at, clock.stopped_at or at)


def _held_since(clock: Clock, at: datetime) -> datetime:
    if clock.paused_at is None or clock.stopped_at is not None:
        raise ClockNotRunning(N_("%(sla)s: this clock is not on pause."), sla=clock.sla)
    _refuse_before_last_change(clock, at)
    return clock.paused_at


def _refuse_before_last_change(clock: Clock, at: datetime) -> None:
    resumed_at = clock.pauses[-1][1] if clock.pauses else clock.started_at
    if at < (clock.paused_at or resumed_at):
        raise ClockNotRunning(N_("%(sla)s: this is before the clock's last change."), sla=clock.sla)


def _refuse_forbidden_pause(sla: str, reason: str, allowed: tuple[str, ...]) -> None:
    if reason == OWNER_ABSENCE:
        raise PauseRefused(N_("%(sla)s: absence pauses no clock; reassign the lead (SL-21)."), sla=sla)
    if reason not in allowed:
        template = N_("%(sla)s: “%(reason)s” is no reason for a pause; allowed: %(allowed)s (SL-21).")
        raise PauseRefused(template, sla=sla, reason=reason, allowed=allowed)


def _refuse_other_calendar(sla: str, agreed: str, calendar: Calendar) -> None:
    if calendar.key != agreed:
        template = N_("%(sla)s runs by the calendar “%(agreed)s”, not by “%(other)s”.")
        raise ClockRefusal(template, sla=sla, agreed=agreed, other=calendar.key)
