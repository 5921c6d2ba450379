"""Are we on the way to what was agreed? Targets by the day, the pace towards them, and how a pipeline covers them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from tasuki.rules.wording import N_


def months_of(since: date, until: date) -> float:
    """How many months two days span, both included: each month by its own days."""
    return sum(days / monthrange(year, month)[1] for (year, month), days in _days_by_month(since, until))


def _days_by_month(since: date, until: date) -> Iterator[tuple[tuple[int, int], int]]:
    first = since
    while first <= until:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield (first.year, first.month), (min(last, until) - first).days + 1
        first = last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """RP-2: what is wanted by the end of a period, what is due by today, what came, and what comes at this pace."""

    wanted: float
    due: float
    came: float
    comes: float

    @property
    def is_kept(self) -> bool:
        return self.came >= self.due


def pace(per_month: float, came: float, since: date, until: date, today: date) -> Pace:
    """The pace at the end of ``today``; a period that has not begun has none due, one that is over all."""
    whole = months_of(since, until)
    gone = months_of(since, min(until, today)) if today >= since else 0.0
    return Pace(per_month * whole, per_month * gone, came, came * whole / gone if gone else came)


class Cover(StrEnum):
    """K-6: how far an open pipeline covers what is still wanted."""

    HEALTHY = "healthy"
    AT_RISK = "at_risk"
    CRITICAL = "critical"
    REACHED = "reached"


COVERS = {
    Cover.HEALTHY: N_("healthy: three times or more"),
    Cover.AT_RISK: N_("at risk: two to three times"),
    Cover.CRITICAL: N_("critical: less than twice"),
    Cover.REACHED: N_("the target is reached"),
}


def coverage(pipeline: Decimal, remaining: Decimal) -> tuple[Decimal | None, Cover]:
    """K-6: open pipeline ÷ what is still wanted, and what that means."""
    if remaining <= 0:
        return None, Cover.REACHED
    times = pipeline / remaining
    return times, Cover.HEALTHY if times >= 3 else Cover.AT_RISK if times >= 2 else Cover.CRITICAL
