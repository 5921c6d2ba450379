"""The way from one moment to another in a promise's own kind of time: real, or the calendar's working time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tasuki.rules.calendar import (
    Calendar,
    add_business,
    add_business_days,
    add_days,
    add_each_of_business_days,
    at_local,
    business_between,
)
from tasuki.rules.clock.target import Target, WeeklyWindow


def weekly_window(window: WeeklyWindow, at: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """The Monday 00:00 that began this instant's local week, and when that week's promise is due (SL-11)."""
    today = at.astimezone(ZoneInfo(calendar.zone)).date()
    monday = today - timedelta(days=today.weekday())
    return (
        at_local(calendar, monday, time()),
        at_local(calendar, monday + timedelta(days=7 + window.weekday), window.at),
    )


def window(target: Target | WeeklyWindow, at: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    if isinstance(target, WeeklyWindow):
        return weekly_window(target, at, calendar)
    started_at = add_days(calendar, at, 0)
    if target.unit == "days":
        return started_at, add_days(calendar, started_at, int(target.amount))
    if target.unit == "business_days":
        return started_at, add_business_days(calendar, started_at, int(target.amount))
    return started_at, after(target, calendar, started_at, target.span)


def stepping(step: Target, calendar: Calendar, at: datetime, count: int) -> tuple[datetime, ...]:
    """So many moments, the first at ``at`` and each further one a step later, counted in the step's own unit."""
    return (at, *_further(step, calendar, at, range(1, count))) if count > 1 else (at,) * count


def _further(step: Target, calendar: Calendar, at: datetime, places: Sequence[int]) -> tuple[datetime, ...]:
    if step.unit == "days":
        return tuple(add_days(calendar, at, int(step.amount) * place) for place in places)
    if step.unit == "business_days":
        return add_each_of_business_days(calendar, at, [int(step.amount) * place for place in places])
    return tuple(after(step, calendar, at, step.span * place) for place in places)


def counts_working_time(target: Target | WeeklyWindow) -> bool:
    return isinstance(target, Target) and target.unit.startswith("business_")


def after(target: Target | WeeklyWindow, calendar: Calendar, at: datetime, span: timedelta) -> datetime:
    return add_business(calendar, at, span) if counts_working_time(target) else at + span


def between(target: Target | WeeklyWindow, calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    return business_between(calendar, a, b) if counts_working_time(target) else b - a


def share(span: timedelta, level: Decimal) -> timedelta:
    numerator, denominator = level.as_integer_ratio()
    return span * numerator // denominator
