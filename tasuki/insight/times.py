"""The columns that tell how long something takes: in days, in business days, and while others still wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasuki.insight.columns import Cell, Kind
from tasuki.insight.office import worked_until
from tasuki.rules.statistics import Interval, share_by, time_to_event, wilson

SHARES = (0.5, 0.9, 0.95)
"""Below which the days of so many lie."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days from one moment to another, below which ``share`` of the rows lie that have both."""

    key: str
    label: str
    start: str
    stop: str
    share: float = 0.5
    kind: Kind = "days"

    @property
    def having(self) -> str:
        return f"f.{self.start} IS NOT NULL AND f.{self.stop} IS NOT NULL"

    @property
    def span(self) -> str:
        return f"date_part('epoch', f.{self.stop} - f.{self.start}) / 86400.0"

    def aggregates(self) -> Mapping[str, str]:
        """All shares in one: the same days are then put in order once, whichever of them a table shows."""
        return {
            self.key: f"percentile_cont(ARRAY{list(SHARES)}::float8[]) WITHIN GROUP (ORDER BY {self.span}) "
            f"FILTER (WHERE {self.having})",
            f"{self.key}_n": f"count(*) FILTER (WHERE {self.having})",
        }

    def cell(self, found: Mapping[str, Any]) -> Cell:
        values, n = found[self.key], found[f"{self.key}_n"] or 0
        return Cell(float(values[SHARES.index(self.share)]) if values else None, n, opens=n > 0)


@dataclass(frozen=True, slots=True)
class BusinessDays(Days):
    """The same in working time: office hours between the two moments, in days of the office (`office`)."""

    @property
    def span(self) -> str:
        return f"({worked_until(f'f.{self.stop}')} - {worked_until(f'f.{self.start}')}) / %(office_day)s"


@dataclass(frozen=True, slots=True)
class Curve:
    """How soon something happens to a row after it began, while others still wait (right-censored at the question)."""

    start: str
    stop: str

    @property
    def happened(self) -> str:
        return f"(f.{self.stop} IS NOT NULL AND f.{self.stop} <= %(at)s)"

    @property
    def day(self) -> str:
        """The whole days until it happened, or until which it was watched."""
        until = f"CASE WHEN {self.happened} THEN f.{self.stop} ELSE %(at)s END"
        return f"greatest(floor(date_part('epoch', {until} - f.{self.start}) / 86400), 0)::int"


@dataclass(frozen=True, slots=True)
class ByDay:
    """The share to which it has happened by a day (Kaplan-Meier); none beyond the day until which anybody was watched.

    Its list is those to whom it has happened by then.
    """

    key: str
    label: str
    curve: Curve
    by: int
    kind: Kind = "share"

    @property
    def having(self) -> str:
        return f"{self.curve.happened} AND {self.curve.day} <= {self.by}"

    def aggregates(self) -> Mapping[str, str]:
        """Asked in groups of one day each (`tables`)."""
        return {"curve_n": "count(*)"}

    def cell(self, found: Mapping[str, Any]) -> Cell:
        happened, waited = _days(found, happened=True), _days(found, happened=False)
        behind = sum(n for day, n in happened.items() if day <= self.by)
        whole = sum(happened.values()) + sum(waited.values())
        if self.by > max((*happened, *waited), default=-1):
            return Cell(None, whole, opens=behind > 0, behind=behind)
        step = share_by(time_to_event(happened, waited), self.by)
        interval = Interval(step.low, step.high) if step else wilson(0, whole)
        young = min(waited, default=self.by) < self.by
        return Cell(step.share if step else 0.0, whole, interval, behind > 0, behind=behind, young=young)


def _days(found: Mapping[str, Any], *, happened: bool) -> dict[int, int]:
    return {day: n for (day, came), n in (found["curve"] or {}).items() if came is happened}
