"""Start, pause, resume, stop, and reckon anew: each takes a clock and returns the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from tasuki.rules.calendar import Calendar
from tasuki.rules.clock.promise import PROSPECT_LATER_DATE, Clock, Moment, Terms, refuse_forbidden_pause
from tasuki.rules.clock.refusals import ClockNotRunning, ClockRefusal, PauseRefused
from tasuki.rules.clock.spans import after, between, share, stepping, window
from tasuki.rules.wording import N_


def start(terms: Terms, at: datetime, calendar: Calendar, due_no_later_than: datetime | None = None) -> Clock:
    """Start the promise at an event. `due_no_later_than` is an outside limit: the meeting's start (SL-13).

    A weekly window starts with the Monday of the event's week, whenever in the week the event falls.
    Raises NoWorkingTime, and ClockRefusal for another calendar than the terms name.
    """
    refuse_other_calendar(terms.sla, terms.calendar, calendar)
    started_at, full_due_at = window(terms.target, at, calendar)
    due_at = max(started_at, min(full_due_at, due_no_later_than or full_due_at)).astimezone(UTC)
    effective = between(terms.target, calendar, started_at, due_at)
    return Clock(
        sla=terms.sla,
        target=terms.target,
        calendar=calendar.key,
        calendar_version=calendar.version,
        started_at=started_at,
        due_at=due_at,
        warn_at=tuple(
            after(terms.target, calendar, started_at, share(effective, level)) for level in terms.warn
        ),
        warn_levels=terms.warn,
        allowance=between(terms.target, calendar, started_at, full_due_at),
        due_no_later_than=due_no_later_than,
        pauses_allowed=terms.pauses,
        rungs=terms.then,
        rung_at=stepping(terms.escalate_every, calendar, due_at, len(terms.then)),
    )


def pause(clock: Clock, at: datetime, reason: str, evidence: str = "") -> Clock:
    """Hold the clock (SL-21): for a later date that the prospect proposed, with evidence, or by a manager.

    An owner's absence never pauses a clock: the work is reassigned. Raises PauseRefused and ClockNotRunning.
    """
    refuse_forbidden_pause(clock.sla, reason, clock.pauses_allowed)
    if reason == PROSPECT_LATER_DATE and not evidence.strip():
        raise PauseRefused(N_("%(sla)s: say where the prospect proposed the later date."), sla=clock.sla)
    if clock.paused_at is not None or clock.stopped_at is not None:
        raise ClockNotRunning(N_("%(sla)s: this clock is not running."), sla=clock.sla)
    _refuse_before_last_change(clock, at)
    return replace(clock, paused_at=at, pause_reason=reason)


def resume(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """Go on with what was left when the pause began. No moment comes nearer; those passed stay.

    The outside limit holds the warnings and the due moment back; the ladder beyond it goes on as far.
    """
    refuse_other_calendar(clock.sla, clock.calendar, calendar)
    held_at = _held_since(clock, at)

    def later(moment: datetime) -> datetime:
        if moment <= held_at:
            return moment
        left = between(clock.target, calendar, held_at, moment)
        return max(moment, after(clock.target, calendar, at, left))

    def moved(moment: datetime) -> datetime:
        return moment if moment <= held_at else min(later(moment), clock.due_no_later_than or later(moment))

    due_at = moved(clock.due_at)
    return replace(
        clock,
        due_at=due_at,
        warn_at=tuple(map(moved, clock.warn_at)),
        rung_at=tuple(max(due_at, later(moment)) for moment in clock.rung_at),
        paused_at=None,
        pause_reason="",
        paused_for=clock.paused_for + between(clock.target, calendar, held_at, at),
        pauses=(*clock.pauses, (held_at, at)),
    )


def stop(clock: Clock, at: datetime) -> Clock:
    """The promised thing happened. A clock stopped on pause is judged by the instant at which it was held."""
    if clock.stopped_at is not None:
        raise ClockNotRunning(N_("%(sla)s: this clock has already stopped."), sla=clock.sla)
    _refuse_before_last_change(clock, at)
    return replace(clock, stopped_at=at)


def with_fired(clock: Clock, moments: Iterable[Moment]) -> Clock:
    """Remember that these moments have had their event, so that each comes once."""
    return replace(clock, fired=clock.fired | {moment.level for moment in moments})


def reschedule(clock: Clock, terms: Terms, calendar: Calendar, at: datetime | None = None) -> Clock:
    """Reckon an open clock anew after its calendar or terms changed; a stopped one stays as it is (SL-24).

    Its start, pauses and `due_no_later_than` are kept; when the meeting has moved, replace that first. With
    `at`, moments that have fired but now lie ahead are owed again; without it, none is. A rung that was climbed early,
    because nobody stood on the one before, is owed again only where the promise is not broken any more.
    """
    if clock.stopped_at is not None:
        return clock
    again = start(terms, clock.started_at, calendar, clock.due_no_later_than)
    for held_at, resumed_at in clock.pauses:
        again = resume(replace(again, paused_at=held_at), resumed_at, calendar)
    kept = {moment.level for moment in again.moments if at is None or _stays_fired(moment, again, at)}
    return replace(
        again, paused_at=clock.paused_at, pause_reason=clock.pause_reason, fired=clock.fired & kept
    )


def _stays_fired(moment: Moment, again: Clock, at: datetime) -> bool:
    return (again.due_at if moment.rung else moment.at) <= at


def _held_since(clock: Clock, at: datetime) -> datetime:
    if clock.paused_at is None or clock.stopped_at is not None:
        raise ClockNotRunning(N_("%(sla)s: this clock is not on pause."), sla=clock.sla)
    _refuse_before_last_change(clock, at)
    return clock.paused_at


def _refuse_before_last_change(clock: Clock, at: datetime) -> None:
    resumed_at = clock.pauses[-1][1] if clock.pauses else clock.started_at
    if at < (clock.paused_at or resumed_at):
        raise ClockNotRunning(N_("%(sla)s: this is before the clock's last change."), sla=clock.sla)


def refuse_other_calendar(sla: str, agreed: str, calendar: Calendar) -> None:
    if calendar.key != agreed:
        template = N_("%(sla)s runs by the calendar “%(agreed)s”, not by “%(other)s”.")
        raise ClockRefusal(template, sla=sla, agreed=agreed, other=calendar.key)
