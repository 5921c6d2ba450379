"""Weeks of the agreement's zone, and what marketing delivered in them, as sales' feedback and concerns look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tasuki.platform.sql import run
from tasuki.rules.concern import Week
from tasuki.rules.playbook import Playbook

WEEK = timedelta(days=7)
ACTIVE_FOR = timedelta(days=28)
"""A source is active that has delivered a lead within this time."""
# Imported history is no delivery of ours.
ACTIVE_SOURCES = """
SELECT DISTINCT source FROM records_milestone
WHERE origin = 'native' AND source <> '' AND mql_at >= %(since)s AND mql_at <= %(until)s ORDER BY source
"""
# Of the leads delivered in these weeks, by source, those that sales accepted and those that ended before, by reason.
DECIDED = """
SELECT date_trunc('week', mql_at AT TIME ZONE %(zone)s)::date AS monday, source, sal_at IS NOT NULL AS accepted,
  CASE WHEN sal_at IS NULL THEN exit_reason ELSE '' END AS reason, count(*)
FROM records_milestone
WHERE origin = 'native' AND mql_at >= %(since)s AND mql_at < %(until)s
  AND (sal_at IS NOT NULL OR exit_reason <> '' AND coalesce(disqualified_at, recycled_at) IS NOT NULL)
GROUP BY 1, 2, 3, 4
"""


def monday_of(at: datetime, book: Playbook) -> date:
    """The Monday of this moment's week, in the agreement's zone."""
    today = at.astimezone(ZoneInfo(book.playbook.zone)).date()
    return today - timedelta(days=today.weekday())


def begin_of(monday: date, book: Playbook) -> datetime:
    """Midnight of that Monday, as a UTC moment."""
    return datetime.combine(monday, time(), ZoneInfo(book.playbook.zone)).astimezone(UTC)


def active_sources(at: datetime) -> list[str]:
    return [row[0] for row in run(ACTIVE_SOURCES, {"since": at - ACTIVE_FOR, "until": at})]


def whole_weeks(count: int, at: datetime, book: Playbook) -> tuple[date, ...]:
    """The Mondays of the last so many weeks that are over, the earliest first."""
    this = monday_of(at, book)
    return tuple(this - WEEK * back for back in range(count, 0, -1))


def decided_in(mondays: Sequence[date], book: Playbook) -> list[Week]:
    """What sales decided about what was delivered in these weeks, by week and source."""
    asked = {
        "since": begin_of(mondays[0], book),
        "until": begin_of(mondays[-1] + WEEK, book),
        "zone": book.playbook.zone,
    }
    accepted: dict[tuple[date, str], int] = {}
    ended: dict[tuple[date, str], dict[str, int]] = {}
    for monday, source, was_accepted, reason, count in run(DECIDED, asked):
        if was_accepted:
            accepted[monday, source] = count
        else:
            ended.setdefault((monday, source), {})[reason] = count
    return [
        Week(monday, source, accepted.get((monday, source), 0), ended.get((monday, source), {}))
        for monday, source in sorted(accepted.keys() | ended.keys())
    ]
