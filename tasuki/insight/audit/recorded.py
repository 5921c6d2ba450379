"""Since when outcomes are recorded at all: leads from before had no chance to be seen as won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db import connection

from tasuki.insight.asked import Asked
from tasuki.insight.audit.figures import Share
from tasuki.rules.benchmarks import ENOUGH

BEGINS = 0.25
"""A month belongs to the recorded time when it has at least this share of a usual month's outcomes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Outcomes are recorded from ``since`` on; ``before`` and ``after`` are the leads captured then that were won."""

    since: date
    before: Share
    after: Share


def recorded_since(asked: Asked) -> Recorded | None:
    """None where nothing speaks for a beginning: too few leads before it, or no clear difference."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTCOMES, asked.parameters())
        since = begins(dict(cursor.fetchall()))
        if since is None:
            return None
        cursor.execute(_SPLIT, {**asked.parameters(), "since": since})
        before, won_before, after, won_after = cursor.fetchone()
    found = Recorded(since, Share(won_before, before), Share(won_after, after))
    lower, upper = found.before.interval, found.after.interval
    if before < ENOUGH or after < ENOUGH or not (lower and upper) or lower.high >= upper.low:
        return None
    return found


def begins(outcomes: Mapping[date, int]) -> date | None:
    """The first month with a quarter of what is usual; None of fewer than three months."""
    if len(outcomes) < 3:
        return None
    usual = median(outcomes.values())
    return next((month for month in sorted(outcomes) if outcomes[month] >= BEGINS * usual), None)


_OUTCOMES = """
    SELECT date_trunc('month', won_at AT TIME ZONE %(zone)s)::date, count(*) FROM audit_lead
    WHERE won_at IS NOT NULL GROUP BY 1
"""
_SPLIT = """
    SELECT count(*) FILTER (WHERE day < %(since)s), count(*) FILTER (WHERE day < %(since)s AND reached_won),
      count(*) FILTER (WHERE day >= %(since)s), count(*) FILTER (WHERE day >= %(since)s AND reached_won)
    FROM (SELECT (captured_at AT TIME ZONE %(zone)s)::date AS day, reached_won FROM audit_lead) f
"""
