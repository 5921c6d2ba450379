"""What can be said from so many: intervals, quantiles, and the time until something happens while some still wait.

Shares are fractions, durations are whatever unit they were given in. Nothing here knows what is counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054
"""Two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def overlaps(self, low: float, high: float) -> bool:
        return self.low <= high and low <= self.high


def wilson(part: int, whole: int, z: float = Z_95) -> Interval | None:
    """K-31: where the true share lies, seen from ``part`` of ``whole``; None of nothing. Never leaves 0 … 1."""
    if whole <= 0:
        return None
    share = part / whole
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    middle, scale = share + z * z / (2 * whole), 1 + z * z / whole
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return Interval(max(0.0, min(low, share)), min(1.0, max(high, share)))


@dataclass(frozen=True, slots=True)
class Step:
    """Up to and including ``after`` so much had happened to so many who could be watched that long."""

    after: int
    share: float
    low: float
    high: float
    watched: int


def time_to_event(happened: Mapping[int, int], waited: Mapping[int, int]) -> tuple[Step, ...]:
    """Kaplan-Meier: the share to which it has happened by each whole day, with Greenwood's 95 % interval.

    ``happened`` counts those to whom it did, by the day on which it did; ``waited`` those to whom it has not, by the
    day until which they were watched. Whoever can no longer meet with it is watched to the end as well, so that the
    share is one of all and not of those who stayed (cumulative incidence with one censoring: today).
    """
    at_risk = sum(happened.values()) + sum(waited.values())
    still, variance = 1.0, 0.0
    steps = []
    for day in sorted({*happened, *waited}):
        events = happened.get(day, 0)
        if events:
            still *= 1 - events / at_risk
            if at_risk > events:
                variance += events / (at_risk * (at_risk - events))
            spread = Z_95 * still * sqrt(variance)
            share = 1 - still
            steps.append(Step(day, share, max(0.0, share - spread), min(1.0, share + spread), at_risk))
        at_risk -= events + waited.get(day, 0)
    return tuple(steps)


def share_by(steps: Sequence[Step], day: int) -> Step | None:
    """The last step up to ``day``; None before the first."""
    place = bisect_right([step.after for step in steps], day)
    return steps[place - 1] if place else None


def quantile(values: Iterable[float], share: float) -> float | None:
    """The value below which ``share`` of them lie, interpolated as PostgreSQL's percentile_cont does; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
