"""A figure, the floor beside it, and what it must reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Must:
    """A bound on the figure itself, or on its ratio to the floor."""

    bound: float
    of_floor: bool = False
    at_most: bool = False

    def holds(self, figure: float, ratio: float | None) -> bool:
        measured = ratio if self.of_floor else figure
        if measured is None:
            return False
        return measured <= self.bound if self.at_most else measured >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{sign} {self.bound:g} × floor" if self.of_floor else f"{sign} {shown(self.bound)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """``what`` was measured, in ``unit``; ``floor`` is what raw psycopg did with the same rows in the same run."""

    what: str
    figure: float
    unit: str
    floor: float | None = None
    musts: tuple[Must, ...] = ()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.figure / self.floor if self.floor else None

    @property
    def verdict(self) -> str:
        if not self.musts:
            return ""
        return "ok" if all(must.holds(self.figure, self.ratio) for must in self.musts) else "short"

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what, "figure": round(self.figure, 3), "unit": self.unit,
            "floor": round(self.floor, 3) if self.floor else None,
            "ratio": round(self.ratio, 3) if self.ratio else None,
            "must": [str(must) for must in self.musts], "verdict": self.verdict, "note": self.note,
        }  # fmt: skip


def at_least(bound: float) -> Must:
    return Must(bound)


def at_most(bound: float) -> Must:
    return Must(bound, at_most=True)


def of_floor(share: float) -> Must:
    return Must(share, of_floor=True)


def shown(value: float) -> str:
    """Three significant figures are all that a shared machine can tell."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
