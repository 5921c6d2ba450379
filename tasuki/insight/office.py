"""Working time in SQL: how long the office of the agreement had been open by a moment.

The office opens and closes at known moments. Of each it is known how long it had been open by then, so that any other
moment takes a search among them and, while it is open, what has passed since it opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.insight.asked import Asked
from tasuki.rules.calendar import open_spans
from tasuki.rules.playbook import Playbook
from tasuki.sla.terms import calendar_of

YEARS = timedelta(days=3_653)
"""Nobody asks how long the office was open before that."""
WITH = "WITH office AS (SELECT %(office_at)s::timestamptz[] AS moments, %(office_open)s::float8[] AS opened)"
"""Stands once in front of a statement, which is long enough already."""
_AT, _OPEN = "(SELECT moments FROM office)", "(SELECT opened FROM office)"


def is_asked_by(statement: str) -> bool:
    return _AT in statement


def worked_until(moment: str) -> str:
    """Seconds for which the office had been open by then, as an expression; NULL before the first day known."""
    place = f"width_bucket({moment}, {_AT})"
    since = f"date_part('epoch', {moment} - ({_AT})[{place}])"
    return f"(({_OPEN})[{place}] + CASE WHEN {place} & 1 = 1 THEN {since} ELSE 0 END)"


def office_of(asked: Asked, book: Playbook) -> Mapping[str, Any]:
    """When the office opened (odd places) and closed (even places), from the first day asked for until now."""
    last = max(asked.until, asked.at.date()) + timedelta(days=1)
    return _office(book, asked.zone, max(asked.since, last - YEARS), last)


@lru_cache(maxsize=32)
def _office(book: Playbook, zone: str, first: date, last: date) -> Mapping[str, Any]:
    """The same days of the same agreement are asked for again and again."""
    begins_at, ends_at = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (first, last))
    calendar = calendar_of(book, book.playbook.calendar, begins_at, ends_at)
    moments, opened, longest, worked = [begins_at, begins_at], [0.0, 0.0], 0.0, 0.0
    for place in range((last - first).days + 1):
        spans = open_spans(calendar, first + timedelta(days=place))
        longest = max(longest, sum((end - start).total_seconds() for start, end in spans))
        for start, end in spans:
            moments += [start, end]
            opened += [worked, worked := worked + (end - start).total_seconds()]
    return {"office_at": moments, "office_open": opened, "office_day": longest or 86_400.0}
