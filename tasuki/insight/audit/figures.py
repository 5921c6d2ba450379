"""The headline figures of an export: what an audit counts, and how sure each share is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tasuki.rules.statistics import Interval, Step, wilson

WITHIN = (30, 60, 90, 180, 365)
"""Days for which it is said how many had been won by then."""


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole`` with its 95 % interval. ``differs``: from all others together, tested over all groups."""

    part: int
    whole: int
    differs: bool = False

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a split: how many there are, what became of them, and the share that was won.

    Of leads the share is one of all leads (converted, where the export knows no win at all), of opportunities one of
    those that are closed.
    """

    name: str
    n: int
    converted: int
    won: int
    lost: int
    share: Share
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Spread:
    """Whole days from one moment to another: quartiles, and by when how many had got there."""

    n: int
    median: float | None
    q1: float | None
    q3: float | None
    p90: float | None
    within: Mapping[int, int]
    backwards: int
    """Those that ended before they began."""


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    quarter: int
    won: int
    lost: int
    amounts: Mapping[str, Decimal]

    @property
    def name(self) -> str:
        return f"{self.year} Q{self.quarter}"


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    outcome: str
    n: int
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class LeadFigures:
    n: int
    states: Mapping[str, int]
    reached: Mapping[str, int]
    dated: Mapping[str, int]
    converted: Share
    won: Share
    to_win: Spread
    to_opportunity: Spread
    curve: tuple[Step, ...]
    groups: Mapping[str, tuple[Group, ...]]
    touched: int
    hours_to_touch: float | None


@dataclass(frozen=True, slots=True)
class DealFigures:
    n: int
    won: int
    lost: int
    open: int
    win_rate: Share
    dated: Mapping[str, int]
    won_amounts: Mapping[str, Decimal]
    open_amounts: Mapping[str, Decimal]
    with_amount: int
    cycle_won: Spread
    cycle_lost: Spread
    stages: tuple[Stage, ...]
    quarters: tuple[Quarter, ...]
    groups: Mapping[str, tuple[Group, ...]]
