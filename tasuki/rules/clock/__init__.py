"""The SLA clock: a promise with a start, a due moment, warnings, pauses and a stop (SL-0 … SL-24).

A clock is a value. Each function takes one and returns the next; nothing is stored, nothing reads the time.
Minutes, hours and days run by real time, business units by the calendar's working time, which is why a clock
outside hours needs no pause. A target is kept up to and including its due moment and missed after it.
"""

from tasuki.rules.clock.promise import (
    BREACH,
    MANAGER_HOLD,
    OWNER_ABSENCE,
    PAUSE_REASONS,
    PROSPECT_LATER_DATE,
    RUNGS,
    WARN_LEVELS,
    Clock,
    ClockState,
    Moment,
    Terms,
)
from tasuki.rules.clock.reading import due_now, in_target_unit, next_moment, remaining, state
from tasuki.rules.clock.refusals import ClockNotRunning, ClockRefusal, PauseRefused, UnreadableTarget
from tasuki.rules.clock.running import pause, reschedule, resume, start, stop, with_fired
from tasuki.rules.clock.spans import weekly_window
from tasuki.rules.clock.target import Target, Unit, WeeklyWindow, parse_target, parse_within

__all__ = [
    "BREACH",
    "MANAGER_HOLD",
    "OWNER_ABSENCE",
    "PAUSE_REASONS",
    "PROSPECT_LATER_DATE",
    "RUNGS",
    "WARN_LEVELS",
    "Clock",
    "ClockNotRunning",
    "ClockRefusal",
    "ClockState",
    "Moment",
    "PauseRefused",
    "Target",
    "Terms",
    "Unit",
    "UnreadableTarget",
    "WeeklyWindow",
    "due_now",
    "in_target_unit",
    "next_moment",
    "parse_target",
    "parse_within",
    "pause",
    "remaining",
    "reschedule",
    "resume",
    "start",
    "state",
    "stop",
    "weekly_window",
    "with_fired",
]
