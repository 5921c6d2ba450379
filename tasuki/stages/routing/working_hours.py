"""When a person works: by the calendar they are given, else the office's hours on their own clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from tasuki.rules.calendar import Calendar
from tasuki.rules.playbook import Playbook
from tasuki.sla.terms import calendar_of


def working_calendar(book: Playbook, calendar: str, zone: str, at: datetime) -> Calendar:
    """The working hours of somebody with this calendar of the playbook ("": the office's) who lives in ``zone``."""
    return calendar_of(book, calendar, at) if calendar else _office_hours_in(book, zone, at.year)


@lru_cache(maxsize=256)
def _office_hours_in(book: Playbook, zone: str, year: int) -> Calendar:
    office = calendar_of(book, book.playbook.calendar, datetime(year, 1, 1, tzinfo=UTC))
    return office if office.zone == zone else replace(office, zone=zone)
