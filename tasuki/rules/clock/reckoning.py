"""When does this breach, and why? A clock's way to its due moment, day by day, with what counted and what did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tasuki.rules.calendar import Calendar, midnights_of, open_spans
from tasuki.rules.clock.promise import Clock
from tasuki.rules.clock.spans import counts_working_time
from tasuki.rules.wording import N_

Stretch = tuple[datetime, datetime]
NOTHING = timedelta(0)


class Kind(StrEnum):
    """What a day was to a clock."""

    COUNTED = "counted"
    HALF_DAY = "half_day"
    PAUSED = "paused"
    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    OUTSIDE_HOURS = "outside_hours"


KINDS: Mapping[str, str] = {
    Kind.COUNTED: N_("counted"),
    Kind.HALF_DAY: N_("a half day"),
    Kind.PAUSED: N_("on pause"),
    Kind.HOLIDAY: N_("a holiday"),
    Kind.DAY_OFF: N_("no working day"),
    Kind.OUTSIDE_HOURS: N_("outside working hours"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a clock's way: the stretches that counted (UTC), how much they are, and how much so far.

    ``place`` numbers the business days after the first one, where the promise is made in business days.
    """

    on: date
    kind: Kind
    stretches: tuple[Stretch, ...]
    counted: timedelta
    so_far: timedelta
    place: int | None = None


def days_of(clock: Clock, calendar: Calendar) -> tuple[Day, ...]:
    """Every day from the start to the due moment. What counted adds up to what the promise allowed."""
    return tuple(_days(clock, calendar))


def _days(clock: Clock, calendar: Calendar) -> Iterator[Day]:
    zone = ZoneInfo(calendar.zone)
    day, last = clock.started_at.astimezone(zone).date(), clock.due_at.astimezone(zone).date()
    works, so_far, place = counts_working_time(clock.target), NOTHING, -1
    while day <= last:
        spans = open_spans(calendar, day) if works else (midnights_of(calendar, day),)
        within = _clipped(spans, clock.started_at, clock.due_at)
        counted = _without(within, _pauses(clock))
        length = _length(counted)
        so_far += length
        place += bool(spans)
        kind = _kind(calendar, day, works, bool(spans), bool(within), length)
        yield Day(day, kind, counted, length, so_far, place if works and spans and place else None)
        day += timedelta(days=1)


def _kind(
    calendar: Calendar, day: date, works: bool, is_open: bool, is_within: bool, counted: timedelta
) -> Kind:
    if counted:
        return Kind.HALF_DAY if works and day in calendar.half_days else Kind.COUNTED
    if is_within:
        return Kind.PAUSED
    if is_open:
        return Kind.OUTSIDE_HOURS
    return Kind.HOLIDAY if day in calendar.holidays else Kind.DAY_OFF


def _pauses(clock: Clock) -> tuple[Stretch, ...]:
    running = ((clock.paused_at, clock.due_at),) if clock.paused_at and clock.paused_at < clock.due_at else ()
    return (*clock.pauses, *running)


def _clipped(spans: Sequence[Stretch], since: datetime, until: datetime) -> tuple[Stretch, ...]:
    clipped = ((max(begins, since), min(ends, until)) for begins, ends in spans)
    return tuple((begins, ends) for begins, ends in clipped if begins < ends)


def _without(spans: tuple[Stretch, ...], pauses: Sequence[Stretch]) -> tuple[Stretch, ...]:
    for held, freed in pauses:
        before = _clipped(spans, datetime.min.replace(tzinfo=held.tzinfo), held)
        after = _clipped(spans, freed, datetime.max.replace(tzinfo=freed.tzinfo))
        spans = (*before, *after)
    return tuple(sorted(spans))


def _length(spans: Sequence[Stretch]) -> timedelta:
    return sum((ends - begins for begins, ends in spans), NOTHING)
