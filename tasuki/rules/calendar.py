"""Business time: when a team works, and what "four business hours later" means.

A calendar is open at an instant when the clock on the wall of its zone shows a working day and a time inside
one of that day's spans (start included, end excluded). Working time is the real time that passes while it is
open, so a calendar that never closes has 23 or 25 hours on the days when clocks change. Instants are aware
datetimes, in any zone on the way in and in UTC on the way out. Nothing here steps through time: sums over
days are prefix sums, so a computation over ten years costs little more than one over ten days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from zoneinfo import ZoneInfo

Span = tuple[time, time]
"""Opening and closing in local time; a closing of 00:00 is the midnight that ends the day (24:00)."""

# Inside this module an instant is a whole number of microseconds since Monday 1 January of year 1, and "wall"
# is the same count as a local clock shows it: days and weekdays are plain divisions, no sum is ever rounded.
_ORIGIN = datetime(1, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_LAST_YEAR = 9998
_LAST_DAY = date(_LAST_YEAR, 12, 31).toordinal() - 1
_DAYS_NEARBY = 21  # within which a business day is looked for first


class UnusableCalendar(ValueError):
    """A calendar that cannot be right: unknown zone or weekday, spans that overlap or run backwards."""

    code = "calendar.unusable"


class NoWorkingTime(ValueError):
    """The calendar never opens again (or not before the year 9999), so no due moment exists."""

    code = "calendar.no_working_time"


@dataclass(frozen=True)
class Calendar:
    """When one team works. A holiday closes its date; a half day replaces its hours, also on a holiday.

    `hours` maps weekday (Monday 0 … Sunday 6) to spans in local time; a weekday left out is closed. A night
    shift is two spans, one up to 24:00 and one from 00:00 of the next day. Raises UnusableCalendar.
    """

    key: str
    zone: str
    hours: Mapping[int, tuple[Span, ...]] = field(hash=False)
    holidays: frozenset[date] = frozenset()
    half_days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    version: int = 1

    def __post_init__(self) -> None:
        if not _is_known(self.zone):
            raise UnusableCalendar(f"calendar {self.key}: {self.zone!r} is not an IANA time zone")
        for weekday in self.hours:
            if weekday not in range(7):
                raise UnusableCalendar(f"calendar {self.key}: {weekday!r} is not a weekday, 0 to 6")
        for spans in chain(self.hours.values(), self.half_days.values()):
            edges = [edge for span in spans for edge in _edges(span)]
            if any(later <= earlier for earlier, later in zip(edges[::2], edges[1::2], strict=True)):
                raise UnusableCalendar(f"calendar {self.key}: a span must end after it starts, on one day")
            if edges != sorted(edges):
                raise UnusableCalendar(f"calendar {self.key}: a day's spans must not overlap")

    @cached_property
    def _week(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        return tuple(tuple(map(_edges, self.hours.get(weekday, ()))) for weekday in range(7))

    @cached_property
    def _exceptions(self) -> dict[int, tuple[tuple[int, int], ...]]:
        closed: dict[int, tuple[tuple[int, int], ...]] = {day.toordinal() - 1: () for day in self.holidays}
        shortened = {day.toordinal() - 1: tuple(map(_edges, spans)) for day, spans in self.half_days.items()}
        return closed | shortened

    @cached_property
    def _work(self) -> _Tally:
        """Working time, in microseconds."""
        return _tally(
            [_length(spans) for spans in self._week],
            {day: _length(spans) for day, spans in self._exceptions.items()},
        )

    @cached_property
    def _days(self) -> _Tally:
        """Business days: dates with any hours at all."""
        return _tally(
            [int(bool(spans)) for spans in self._week],
            {day: int(bool(spans)) for day, spans in self._exceptions.items()},
        )

    def _spans_on(self, day: int) -> tuple[tuple[int, int], ...]:
        exception = self._exceptions.get(day)
        return self._week[day % 7] if exception is None else exception

    def _worked_before(self, wall: int) -> int:
        day, time_of_day = divmod(wall, _DAY)
        begun = (span for span in self._spans_on(day) if span[0] < time_of_day)
        return self._work.before(day) + sum(min(time_of_day, end) - start for start, end in begun)

    def _wall_when_worked(self, goal: int, since: int, until: int) -> int:
        """The first wall time at which `goal` has been worked, known to lie between `since` and `until`."""
        days = range(since // _DAY, until // _DAY + 1)
        day = days[bisect_left(days, goal, key=lambda day: self._work.before(day + 1))]
        left = goal - self._work.before(day)
        for start, end in self._spans_on(day):
            if left <= end - start:
                return day * _DAY + start + left
            left -= end - start
        raise AssertionError("a day holds less working time than its tally says")


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Does the team work at this instant?"""
    day, time_of_day = divmod(_wall(calendar.zone, at), _DAY)
    return any(start <= time_of_day < end for start, end in calendar._spans_on(day))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """This instant if the calendar is open, else the next opening. Raises NoWorkingTime."""
    return add_business(calendar, at, _TICK) - _TICK


def add_business(calendar: Calendar, start_at: datetime, amount: timedelta) -> datetime:
    """The first instant by which `amount` of working time has passed since `start_at`.

    Mon–Fri 9:00–18:00: four hours from Friday 16:00 end on Monday at 11:00; two hours end on Friday at 18:00,
    not on Monday at 9:00. Nothing added is `start_at` itself. Raises NoWorkingTime, and ValueError for a
    negative amount.
    """
    start, left = _ticks(start_at), amount // _TICK
    if left < 0:
        raise ValueError("working time can only be added forwards")
    if left == 0:
        return _instant(start)
    for begins, ends, offset in _stretches(calendar.zone, start, _closes_for_good(calendar)):
        since = calendar._worked_before(begins + offset)
        available = calendar._worked_before(ends + offset) - since
        if left <= available:
            return _instant(calendar._wall_when_worked(since + left, begins + offset, ends + offset) - offset)
        left -= available
    raise NoWorkingTime(f"calendar {calendar.key} has too little working time after {start_at.isoformat()}")


def business_between(calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    """The working time from `a` to `b`; negative when `b` comes first."""
    start, end = _ticks(a), _ticks(b)
    if end < start:
        return -business_between(calendar, b, a)
    worked = sum(
        calendar._worked_before(ends + offset) - calendar._worked_before(begins + offset)
        for begins, ends, offset in _stretches(calendar.zone, start, end)
    )
    return worked * _TICK


def add_business_days(calendar: Calendar, start_at: datetime, n: int) -> datetime:
    """The same local time on the n-th following business day, clamped into that day's hours.

    Five business days from an assignment on Tuesday at 15:00 are due on the next Tuesday at 15:00 (one day
    later for each holiday between). An event outside hours counts from the next opening: Friday 20:00 is
    Monday 9:00, so one business day later is Tuesday 9:00. When the day reached closes at 12:00, 15:00
    becomes 12:00; a local time that the day's breaks or a change of clocks leave out becomes the next one
    that exists. Nothing added (0) is `start_at`, or the next opening. Raises NoWorkingTime, and ValueError
    for a negative n.
    """
    return add_each_of_business_days(calendar, start_at, (n,))[0]


def add_each_of_business_days(
    calendar: Calendar, start_at: datetime, several: Iterable[int]
) -> tuple[datetime, ...]:
    """What `add_business_days` says for each of several numbers; the opening is looked for once."""
    opening = next_open(calendar, start_at)
    today, time_of_day = divmod(_wall(calendar.zone, opening), _DAY)
    so_far = calendar._days.before(today + 1)

    def after(n: int) -> datetime:
        if n < 0:
            raise ValueError("business days can only be added forwards")
        if n == 0:
            return opening
        soon = min(today + 7 * n + _DAYS_NEARBY, _LAST_DAY)
        following = range(today + 1, soon if calendar._days.before(soon) >= so_far + n else _LAST_DAY)
        skipped = bisect_left(following, so_far + n, key=lambda day: calendar._days.before(day + 1))
        if skipped == len(following):
            raise NoWorkingTime(f"calendar {calendar.key} never reaches {n} business days")
        day = following[skipped]
        return _first_showing(calendar.zone, day * _DAY + _clamped(time_of_day, calendar._spans_on(day)))

    return tuple(map(after, several))


def add_days(calendar: Calendar, start_at: datetime, n: int) -> datetime:
    """The same local time n calendar days later, open or not; where clocks skip it, the first that exists."""
    if n == 0:
        return _instant(_ticks(start_at))
    return _first_showing(calendar.zone, _wall(calendar.zone, start_at) + n * _DAY)


def at_local(calendar: Calendar, day: date, clock: time) -> datetime:
    """The first instant at which the calendar's zone shows this date and time, or the next that exists."""
    return _first_showing(calendar.zone, _wall_of(day) + _time_of_day(clock))


def open_spans(calendar: Calendar, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches of this local day in which the team works, as instants (UTC)."""
    return tuple(
        (
            _first_showing(calendar.zone, _wall_of(day) + start),
            _first_showing(calendar.zone, _wall_of(day) + end),
        )
        for start, end in calendar._spans_on(day.toordinal() - 1)
    )


def midnights_of(calendar: Calendar, day: date) -> tuple[datetime, datetime]:
    """The instants at which this local day begins and ends: 23 or 25 hours apart when clocks change."""
    return _first_showing(calendar.zone, _wall_of(day)), _first_showing(calendar.zone, _wall_of(day) + _DAY)


def _wall_of(day: date) -> int:
    return (day.toordinal() - 1) * _DAY


@dataclass(frozen=True)
class _Tally:
    """Adds up what each day has, over any number of days, without visiting them."""

    week: tuple[int, ...]  # running sums over one week, Monday first: week[7] is the whole week
    exceptions: tuple[int, ...]  # the days that differ from their weekday, in order
    corrections: tuple[int, ...]  # running sums of by how much

    def before(self, day: int) -> int:
        """The sum over all days from the origin up to, and without, this one."""
        weeks, weekday = divmod(day, 7)
        return weeks * self.week[7] + self.week[weekday] + self.corrections[bisect_left(self.exceptions, day)]


def _tally(week: Sequence[int], exceptions: Mapping[int, int]) -> _Tally:
    days = sorted(exceptions)
    return _Tally(
        week=tuple(accumulate(week, initial=0)),
        exceptions=tuple(days),
        corrections=tuple(accumulate((exceptions[day] - week[day % 7] for day in days), initial=0)),
    )


def _stretches(zone: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut [start, end) where the zone's offset changes: (begins, ends, offset), all in ticks."""
    year = _instant(start).year
    while start < end:
        if not 1 < year <= _LAST_YEAR:
            raise NoWorkingTime(f"business time is reckoned from the year 2 to {_LAST_YEAR}, not in {year}")
        for until, offset in _offsets(zone, year):
            if start < until:
                yield start, min(until, end), offset
                start = until
            if start >= end:
                return
        year += 1


@lru_cache(maxsize=8192)
def _offsets(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """The zone's offsets from UTC within a year (UTC), in order, each behind the tick at which it ends."""
    info = ZoneInfo(zone)

    def offset_at(tick: int) -> int:
        return (_instant(tick).astimezone(info).utcoffset() or timedelta()) // _TICK

    first, last = ((date(edge, 1, 1).toordinal() - 1) * _DAY for edge in (year, year + 1))
    held = offset_at(first)
    found: list[tuple[int, int]] = []
    for morning in range(first, last, _DAY):
        if offset_at(morning + _DAY) != held:
            seconds = range(morning, morning + _DAY, _SECOND)
            before = held
            changed = bisect_left(seconds, True, key=lambda tick: offset_at(tick) != before)
            found.append((morning + changed * _SECOND, before))
            held = offset_at(morning + _DAY)
    return (*found, (last, held))


def _closes_for_good(calendar: Calendar) -> int:
    """The tick after which there is nothing to look for: far away unless no weekday has hours."""
    if calendar._work.week[7] > 0:
        return (_LAST_DAY + 1) * _DAY
    return max((day + 3 for day in calendar._exceptions), default=0) * _DAY


def _first_showing(zone: str, wall: int) -> datetime:
    """The first instant at which the zone's clocks show this wall time or, if they skip it, a later one."""
    for begins, ends, offset in _stretches(zone, wall - 2 * _DAY, wall + 2 * _DAY):
        if wall < ends + offset:
            return _instant(max(begins, wall - offset))
    raise AssertionError("no zone is two days away from UTC")


def _clamped(time_of_day: int, spans: tuple[tuple[int, int], ...]) -> int:
    for start, end in spans:
        if time_of_day <= end:
            return max(start, time_of_day)
    return spans[-1][1]


def _wall(zone: str, at: datetime) -> int:
    _refuse_naive(at)
    return _ticks(at.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC))


def _ticks(at: datetime) -> int:
    _refuse_naive(at)
    return (at - _ORIGIN) // _TICK


def _refuse_naive(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone: instants must be aware")


def _instant(ticks: int) -> datetime:
    return _ORIGIN + timedelta(microseconds=ticks)


def _edges(span: Span) -> tuple[int, int]:
    start, end = span
    return _time_of_day(start), _time_of_day(end) or _DAY


def _time_of_day(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * _SECOND + clock.microsecond


def _length(spans: tuple[tuple[int, int], ...]) -> int:
    return sum(end - start for start, end in spans)


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
