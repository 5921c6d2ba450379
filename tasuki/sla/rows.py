"""Between the stored clock and the value that the rules reckon with."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from tasuki.platform.sql import run
from tasuki.rules import clock as rules
from tasuki.rules.calendar import Calendar
from tasuki.sla.models import Clock
from tasuki.sla.terms import agreement_stamped, calendar_of

_SECOND = timedelta(seconds=1)
_target = lru_cache(maxsize=256)(rules.parse_within)
RECKONED = (
    "playbook", "calendar", "calendar_version", "within", "started_at", "due_at", "warn_at", "warn_levels",
    "no_later_than_at", "allowance_seconds", "rung_at", "rungs", "next_at", "fired", "paused_at", "paused_for_seconds",
    "pause_reason", "pauses", "breached_at",
)  # fmt: skip
"""The columns that `put` may change."""


def clock_of(row: Clock) -> rules.Clock:
    """The row as a value."""
    levels = tuple(row.warn_levels)
    climbed = (rules.BREACH + step for step in range(1, len(row.rungs) + 1))
    return rules.Clock(
        sla=row.sla,
        target=_target(row.within),
        calendar=row.calendar,
        calendar_version=row.calendar_version,
        started_at=row.started_at,
        due_at=row.due_at,
        warn_at=tuple(row.warn_at),
        warn_levels=levels,
        allowance=timedelta(seconds=row.allowance_seconds),
        due_no_later_than=row.no_later_than_at,
        paused_at=row.paused_at,
        pause_reason=row.pause_reason,
        paused_for=timedelta(seconds=row.paused_for_seconds),
        pauses=tuple(
            (datetime.fromisoformat(held), datetime.fromisoformat(freed)) for held, freed in row.pauses
        ),
        stopped_at=row.stopped_at,
        fired=frozenset((*levels, rules.BREACH, *climbed)[: row.fired]),
        rungs=tuple(row.rungs),
        rung_at=tuple(row.rung_at),
    )


def put(clock: rules.Clock, row: Clock) -> Clock:
    """Write the value back into the row; the caller saves."""
    for name, value in columns_of(clock).items():
        setattr(row, name, value)
    return row


def columns_of(clock: rules.Clock) -> dict[str, Any]:
    """The value as the row's columns."""
    upcoming = rules.next_moment(clock)
    return {
        "calendar": clock.calendar,
        "calendar_version": clock.calendar_version,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "warn_at": list(clock.warn_at),
        "warn_levels": list(clock.warn_levels),
        "rung_at": list(clock.rung_at),
        "rungs": list(clock.rungs),
        "no_later_than_at": clock.due_no_later_than,
        "allowance_seconds": clock.allowance // _SECOND,
        "fired": len(clock.fired),
        "next_at": upcoming.at if upcoming else None,
        "paused_at": clock.paused_at,
        "pause_reason": clock.pause_reason,
        "paused_for_seconds": clock.paused_for // _SECOND,
        "pauses": [[held.isoformat(), freed.isoformat()] for held, freed in clock.pauses],
        "breached_at": clock.due_at if rules.BREACH in clock.fired else None,
    }


def know_the_clocks() -> None:
    """Let the planner look at the clocks, in the midst of a piece of work that starts and stops many.

    Of a table that was empty a minute ago it takes nearly all rows for stopped: each further thousand leads would be
    looked for among all running clocks.
    """
    run("ANALYZE sla_clock")


def calendar_for_row(row: Clock, *moments: datetime) -> Calendar:
    """The calendar of the agreement that the clock was started under."""
    return calendar_of(
        agreement_stamped(row.playbook).book, row.calendar, row.started_at, row.due_at, *moments
    )
