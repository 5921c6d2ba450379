"""How a clock stands: its state, what is due now and next, and what is left."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from tasuki.rules.calendar import Calendar
from tasuki.rules.clock.promise import Clock, ClockState, Moment
from tasuki.rules.clock.running import refuse_other_calendar
from tasuki.rules.clock.spans import between
from tasuki.rules.clock.target import WeeklyWindow


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
    passed = [moment.level for moment in clock.moments if moment.is_warning and moment.at <= at]
    return ClockState("warned", passed[-1]) if passed else ClockState("running")


def due_now(clock: Clock, at: datetime) -> tuple[Moment, ...]:
    """The warnings, the breach and the rungs that have come and have not been fired, in order.

    A clock on pause owes what came before the pause; a stopped one owes only its breach, if it stopped late.
    """
    reading = _reading_at(clock, at)
    stopped = clock.stopped_at is not None and clock.stopped_at <= at

    def has_come(moment: Moment) -> bool:
        if moment.is_warning:
            return moment.at <= reading and not stopped
        return moment.at < reading and (moment.is_breach or not stopped)

    return tuple(moment for moment in clock.moments if moment.level not in clock.fired and has_come(moment))


def next_moment(clock: Clock) -> Moment | None:
    """The moment to store and to wake up just after; None while paused, once stopped or when all have fired."""
    if clock.stopped_at is not None or clock.paused_at is not None:
        return None
    return next((moment for moment in clock.moments if moment.level not in clock.fired), None)


def remaining(clock: Clock, at: datetime, calendar: Calendar) -> timedelta:
    """Time left until due, in the clock's own kind of time; negative after the breach."""
    refuse_other_calendar(clock.sla, clock.calendar, calendar)
    return between(clock.target, calendar, _reading_at(clock, at), clock.due_at)


def in_target_unit(clock: Clock, span: timedelta) -> Decimal:
    """A length of the clock's own time in its target's unit: 20 working hours as 2.5 business days."""
    if isinstance(clock.target, WeeklyWindow):
        return Decimal(span // timedelta(seconds=1)) / Decimal(86_400)
    share = Fraction(span // timedelta(microseconds=1), clock.allowance // timedelta(microseconds=1))
    return clock.target.amount * share.numerator / share.denominator


def _reading_at(clock: Clock, at: datetime) -> datetime:
    """Where the clock's hand stands: it does not move beyond a pause or a stop."""
    return min(at, clock.paused_at or at, clock.stopped_at or at)
