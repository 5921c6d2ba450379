"""How old something is in business days, by the agreement's own calendar."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tasuki.rules.calendar import Calendar
from tasuki.rules.playbook import Playbook
from tasuki.sla.terms import calendar_of

LONGEST = timedelta(days=3650)


class BusinessDays:
    """Counts the days on which the office was open; a day that has begun counts once it is over by date."""

    def __init__(self, book: Playbook, since: Iterable[datetime], at: datetime) -> None:
        oldest = max(min(since, default=at), at - LONGEST)
        calendar = calendar_of(book, book.playbook.calendar, oldest, at)
        self._zone = ZoneInfo(calendar.zone)
        self._open = _open_days(calendar, self._day(oldest), self._day(at))

    def between(self, since: datetime, until: datetime) -> int:
        """Both are instants in UTC; the same day is 0."""
        return bisect_right(self._open, self._day(until)) - bisect_right(self._open, self._day(since))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()


def _open_days(calendar: Calendar, first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if _is_open(calendar, day)]


def _is_open(calendar: Calendar, day: date) -> bool:
    if day in calendar.half_days:
        return bool(calendar.half_days[day])
    return day not in calendar.holidays and bool(calendar.hours.get(day.weekday()))
