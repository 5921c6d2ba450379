"""What was counted of a funnel: a diagnosis stands on these numbers alone, our own or a foreign export's.

What the records do not tell is missing here, or counted out of nothing; it is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """``part`` of the ``whole`` whose answer is known."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Sum:
    """Amounts of one currency, and of how many records."""

    amount: Decimal
    n: int

    @property
    def average(self) -> Decimal:
        return self.amount / self.n


@dataclass(frozen=True, slots=True)
class Group:
    """One of several that are compared: a person, a pair, a reason of a source."""

    names: tuple[str, ...]
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of a period of so many ``days``, by the keys that `SIGNS` and the money ask for."""

    days: int = 365
    parts: Mapping[str, Part] = field(default_factory=dict)
    sums: Mapping[str, Mapping[str, Sum]] = field(default_factory=dict)
    groups: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)

    def part(self, key: str) -> Part:
        return self.parts.get(key, Part())

    def sum(self, key: str, currency: str) -> Sum | None:
        found = self.sums.get(key, {}).get(currency)
        return found if found and found.n else None

    def a_year(self, count: float) -> float:
        """What a count of the period comes to in a year."""
        return count * 365 / self.days
