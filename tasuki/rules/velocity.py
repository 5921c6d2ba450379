"""How much a pipeline brings a day (K-3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Levers:
    """The four things that make it, of one segment and one currency (K-21): open opportunities, the average amount of
    a won one, the share that is won (0 to 1), and the days from opportunity to win."""

    opportunities: int
    average: Decimal
    win_rate: float
    days: float


def velocity(levers: Levers) -> Decimal:
    """Money a day, in the currency of the average. Raises ZeroDivisionError for a cycle of no days."""
    return levers.opportunities * levers.average * Decimal(levers.win_rate) / Decimal(levers.days)
