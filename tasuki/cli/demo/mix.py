"""How many leads come from where, and which of them become opportunities, so that the article's bands are met.

A lead's chance is the product of what its source, segment and industry usually give, over what all leads give. Leads
are then chosen by going along their summed chances in equal strides: every source and segment gets its share, however
small the company, and nothing is left to luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

Value = TypeVar("Value", bound=str)
OVERALL = 0.125
SOURCES: Mapping[str, tuple[float, float]] = {
    "inbound": (0.20, 0.190),
    "content": (0.11, 0.172),
    "outbound": (0.38, 0.058),
    "referral": (0.08, 0.310),
    "event": (0.12, 0.115),
    "webinar": (0.11, 0.115),
}
"""Source → share of all leads, share of its leads that becomes an opportunity."""
SEGMENTS: Mapping[str, tuple[float, float]] = {
    "enterprise": (0.11, 0.265),
    "mid_market": (0.34, 0.145),
    "smb": (0.55, 0.084),
}
INDUSTRIES: Mapping[str, tuple[float, float]] = {
    "saas": (0.20, 0.145),
    "professional_services": (0.11, 0.235),
    "manufacturing": (0.29, 0.112),
    "financial_services": (0.11, 0.185),
    "retail": (0.09, 0.070),
    "logistics": (0.08, 0.070),
    "construction": (0.06, 0.060),
    "healthcare": (0.06, 0.060),
}
DIMENSIONS = (SOURCES, SEGMENTS, INDUSTRIES)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lead comes from: its source, segment and industry."""

    source: str
    segment: str
    industry: str

    @property
    def chance(self) -> float:
        """How likely such a lead becomes an opportunity."""
        share = OVERALL
        for dimension, value in zip(DIMENSIONS, (self.source, self.segment, self.industry), strict=True):
            share *= dimension[value][1] / OVERALL
        return min(share, 0.95)


def origins(count: int, dice: Random) -> list[Origin]:
    """As many origins, in the agreed shares, in any order."""
    columns = []
    for dimension in DIMENSIONS:
        column = dealt({value: share for value, (share, _) in dimension.items()}, count)
        dice.shuffle(column)
        columns.append(column)
    return [Origin(*row) for row in zip(*columns, strict=True)]


def dealt(shares: Mapping[Value, float], count: int) -> list[Value]:
    """``count`` values in these shares, the largest remainders rounded up."""
    whole = sum(shares.values())
    exact = {value: share / whole * count for value, share in shares.items()}
    counts = {value: int(number) for value, number in exact.items()}
    by_remainder = sorted(exact, key=lambda value: counts[value] - exact[value])
    for value in by_remainder[: count - sum(counts.values())]:
        counts[value] += 1
    return [value for value, number in counts.items() for _ in range(number)]


def chosen(
    candidates: Sequence[tuple[int, Origin]], everybody: Sequence[Origin], start: float
) -> frozenset[int]:
    """Which candidates become opportunities, so that ``everybody``'s rates come out as agreed.

    ``start`` (0–1) is where the first stride begins.
    """
    factor = sum(origin.chance for origin in everybody) / max(
        sum(origin.chance for _, origin in candidates), 1e-9
    )
    found = set()
    position = start
    for number, origin in sorted(candidates, key=lambda one: (*_key(one[1]), one[0])):
        before = position
        position += min(origin.chance * factor, 1.0)
        if int(position) > int(before):
            found.add(number)
    return frozenset(found)


def _key(origin: Origin) -> tuple[str, str, str]:
    return origin.source, origin.segment, origin.industry
