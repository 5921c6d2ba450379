"""The columns of a report: each knows its aggregates, how to read them into a cell, and which rows stand behind it.

A number and its list come from one condition, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from tasuki.insight.cuts import Cut
from tasuki.rules.playbook import Playbook
from tasuki.rules.spending import in_cents
from tasuki.rules.statistics import Interval, wilson
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
class AverageAmount:
    """The mean of the amounts in ``currency``; others cannot be averaged with them, and are left out."""

    key: str
    label: str
    currency: str
    kind: Kind = "money"

    @property
    def having(self) -> str:
        among = f"f.currency = '{self.currency}'" if self.currency.isalpha() else "FALSE"
        return f"({among}) AND f.amount IS NOT NULL"

    def aggregates(self) -> Mapping[str, str]:
        return Average(self.key, self.label, "f.amount", self.having).aggregates()

    def cell(self, found: Mapping[str, Any]) -> Cell:
        sums: Mapping[str, Decimal] = found[self.key] or {}
        n: int = found[f"{self.key}_n"] or 0
        return Cell({unit: in_cents(amount / n) for unit, amount in sums.items()}, n, opens=n > 0)


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
