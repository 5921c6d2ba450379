"""The columns of a report: each knows its aggregates, how to read them into a cell, and which rows stand behind it.

A number and its list come from one condition, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from tasuki.insight.cuts import Cut
from tasuki.insight.office import worked_until
from tasuki.rules.playbook import Playbook
from tasuki.rules.statistics import Interval, share_by, time_to_event, wilson
from tasuki.rules.wording import Sentence

Kind = Literal["count", "share", "days", "number", "money", "text"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: ``value`` of ``whole`` where it is a share, with its 95 % interval; None where there is none.

    ``opens`` says whether a list stands behind it. Money is by currency, and ``counts`` says of how many.
    """

    value: Any
    whole: int | None = None
    interval: Interval | None = None
    opens: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    squares: Mapping[str, float] | None = None
    """The sum of the squared amounts, by currency: how uncertain their sum is."""
    behind: int | None = None
    """How many rows stand behind an estimate, which its value does not tell."""
    young: bool = False
    """Whether some of those it is about have not had the time yet."""


class Column(Protocol):
    """``having`` is the condition on a fact row ``f`` for standing behind the number."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def having(self) -> str: ...

    def aggregates(self) -> Mapping[str, str]:
        """Names and SQL of what is computed."""

    def cell(self, found: Mapping[str, Any]) -> Cell: ...


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are of which ``having`` is true."""

    key: str
    label: str
    having: str = "TRUE"
    kind: Kind = "count"

    def aggregates(self) -> Mapping[str, str]:
        return {self.key: f"count(*) FILTER (WHERE {self.having})"}

    def cell(self, found: Mapping[str, Any]) -> Cell:
        number = found[self.key] or 0
        return Cell(number, opens=number > 0)


@dataclass(frozen=True, slots=True)
class Share:
    """Which share of the rows of ``whole`` are of ``part`` as well."""

    key: str
    label: str
    part: str
    whole: str = "TRUE"
    kind: Kind = "share"

    @property
    def having(self) -> str:
        return f"({self.whole}) AND ({self.part})"

    def aggregates(self) -> Mapping[str, str]:
        return {
            f"{self.key}_part": f"count(*) FILTER (WHERE {self.having})",
            f"{self.key}_whole": f"count(*) FILTER (WHERE {self.whole})",
        }

    def cell(self, found: Mapping[str, Any]) -> Cell:
        part, whole = found[f"{self.key}_part"] or 0, found[f"{self.key}_whole"] or 0
        share = part / whole if whole else None
        return Cell(share, whole, wilson(part, whole), opens=part > 0)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many rows of ``having`` there are for one of ``whole``: two counts of one period, of which neither holds the
    other, so that it has no interval and may pass one (K-5, flow)."""

    key: str
    label: str
    having: str
    whole: str
    kind: Kind = "share"

    def aggregates(self) -> Mapping[str, str]:
        return {
            f"{self.key}_part": f"count(*) FILTER (WHERE {self.having})",
            f"{self.key}_whole": f"count(*) FILTER (WHERE {self.whole})",
        }

    def cell(self, found: Mapping[str, Any]) -> Cell:
        part, whole = found[f"{self.key}_part"] or 0, found[f"{self.key}_whole"] or 0
        return Cell(part / whole if whole else None, whole, opens=part > 0)


@dataclass(frozen=True, slots=True)
class Told:
    """A word on the line, from its group and its other numbers; nothing stands behind it."""

    key: str
    label: str
    tell: Callable[[Mapping[str, Any], Mapping[str, Cell], Playbook], Sentence | None]
    having: str = "FALSE"
    kind: Kind = "text"

    def aggregates(self) -> Mapping[str, str]:
        return {}

    def cell(self, found: Mapping[str, Any]) -> Cell:
        return Cell(None)


@dataclass(frozen=True, slots=True)
class Worked:
    """A number worked out from the others on its line; ``having`` names the rows on which it stands, if any do."""

    key: str
    label: str
    kind: Kind
    work: Callable[[Mapping[str, Cell]], Cell]
    having: str = "FALSE"

    def aggregates(self) -> Mapping[str, str]:
        return {}

    def cell(self, found: Mapping[str, Any]) -> Cell:
        return Cell(None)


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
class Average:
    """The mean of an expression over the rows of which ``among`` is true and that have it."""

    key: str
    label: str
    of: str
    among: str = "TRUE"
    kind: Kind = "number"

    @property
    def having(self) -> str:
        return f"({self.among}) AND {self.of} IS NOT NULL"

    def aggregates(self) -> Mapping[str, str]:
        return {
            self.key: f"sum({self.of}) FILTER (WHERE {self.having})",
            f"{self.key}_n": f"count(*) FILTER (WHERE {self.having})",
        }

    def cell(self, found: Mapping[str, Any]) -> Cell:
        together, n = found[self.key], found[f"{self.key}_n"] or 0
        return Cell(float(together / n) if n else None, n, opens=n > 0)


@dataclass(frozen=True, slots=True)
class Total:
    """The amounts of the rows of which ``among`` is true and that have one, currency by currency: they are never added
    up."""

    key: str
    label: str
    among: str = "TRUE"
    of: str = "f.amount"
    currency: str = "f.currency"
    kind: Kind = "money"
    spread: bool = False
    """Whether the cell also says how uncertain the sum is."""

    @property
    def having(self) -> str:
        return f"({self.among}) AND {self.of} IS NOT NULL"

    def aggregates(self) -> Mapping[str, str]:
        """Asked in groups of one currency each (`tables`)."""
        asked = {
            self.key: f"sum({self.of}) FILTER (WHERE {self.having})",
            f"{self.key}_n": f"count({self.of}) FILTER (WHERE {self.having})",
        }
        if self.spread:
            asked[f"{self.key}_squares"] = f"sum(({self.of})::float8 ^ 2) FILTER (WHERE {self.having})"
        return asked

    def cell(self, found: Mapping[str, Any]) -> Cell:
        sums: Mapping[str, Decimal] = found[self.key] or {}
        n: int = found[f"{self.key}_n"] or 0
        squares = found[f"{self.key}_squares"] if self.spread else None
        counts = dict(found[f"{self.key}_counts"] or {})
        return Cell(dict(sums), n, opens=n > 0, counts=counts, squares=squares)


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


@dataclass(frozen=True, slots=True)
class Of:
    """A column of another population, on the same lines."""

    cut: Cut
    column: Column

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def label(self) -> str:
        return self.column.label

    @property
    def kind(self) -> Kind:
        return self.column.kind

    @property
    def having(self) -> str:
        return self.column.having

    def aggregates(self) -> Mapping[str, str]:
        return self.column.aggregates()

    def cell(self, found: Mapping[str, Any]) -> Cell:
        return self.column.cell(found)


def currency_of(column: Column) -> str:
    """The expression for the currency of a column's amounts."""
    inner = column.column if isinstance(column, Of) else column
    return inner.currency if isinstance(inner, Total) else "f.currency"
