"""The lines of the agreement, each with what came of it: a share whose both numbers open their lists (SA-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell
from tasuki.insight.tables import Filled, Row
from tasuki.playbooks.telling.measures import measure_told
from tasuki.playbooks.telling.values import share_told
from tasuki.rules.amounts import money_told
from tasuki.rules.playbook import Commitment, Playbook
from tasuki.rules.wording import N_, Sentence

Standing = Literal["measured", "nothing", "not_measured"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands in the report: table, column and, for one promise, its group."""

    table: str
    column: str
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """``part`` of ``whole``; ``beside`` counts what is neither."""

    part: Place
    whole: Place | None
    beside: Place | None = None


MEASURES: Mapping[str, Measure] = {
    "RP-2": Measure(Place("delivered", "delivered"), None),
    "G-00/data": Measure(Place("delivered", "data"), Place("delivered", "delivered")),
    "G-00/context": Measure(Place("delivered", "context"), Place("delivered", "told")),
    "K-8a": Measure(Place("delivered", "accepted"), Place("delivered", "delivered")),
    "HB-6": Measure(Place("calls", "joined"), Place("calls", "held"), Place("calls", "unknown")),
    "RP-3": Measure(Place("opportunities", "linked"), Place("opportunities", "created")),
}
"""What the product records; a clock of the agreement is measured by its attainment (K-15)."""
_NOTHING = Sentence("—")
_BESIDE: Mapping[str, str] = {
    "running": N_("%(n)s still running"),
    "unknown": N_("%(n)s not recorded"),
}


@dataclass(frozen=True, slots=True)
class Attained:
    """What came of one commitment. ``part`` of ``whole``; their places open the lists. ``share`` is None for 0 of 0."""

    commitment: Commitment
    measure: Measure | None
    standing: Standing
    said: Sentence
    part: int = 0
    whole: int = 0
    beside: Sentence | None = None

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None


def attained(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Attained, ...]:
    """Every line of the agreement, in its order."""
    tables = {one.table.key: one for one in filled}
    return tuple(_one(commitment, tables, asked, book) for commitment in book.commitment)


@dataclass(frozen=True, slots=True)
class Target:
    """One of the numbers that both sides aim at: what was wanted, what came, and where the rows are (RP-2)."""

    label: Sentence
    wanted: Sentence
    came: Sentence
    reached: bool
    place: Place


def targets(filled: Sequence[Filled], asked: Asked, book: Playbook) -> tuple[Target, ...]:
    """X, Y, Z and W stand together: none is worth anything without the others."""
    tables = {one.table.key: one for one in filled}
    wanted, months = book.targets, months_in(asked)
    delivered, created = Place("delivered", "delivered"), Place("opportunities", "created")
    accepted, amount = Place("delivered", "accepted"), Place("opportunities", "amount")
    share = _value(accepted, tables)
    average = (_value(amount, tables) or {}).get(wanted.currency)
    return (
        _counted(N_("MQLs delivered"), wanted.mqls_per_month * months, delivered, tables),
        Target(
            Sentence(N_("accepted by sales")),
            share_told(wanted.acceptance),
            share_told(round(share, 3)) if share is not None else _NOTHING,
            share is not None and share >= wanted.acceptance,
            accepted,
        ),
        _counted(N_("Opportunities created"), wanted.opportunities_per_month * months, created, tables),
        Target(
            Sentence(N_("their average amount")),
            money_told(wanted.average_amount, wanted.currency),
            money_told(Decimal(round(average)), wanted.currency) if average is not None else _NOTHING,
            average is not None and average >= wanted.average_amount,
            amount,
        ),
    )


def _counted(label: str, wanted: int, place: Place, tables: Mapping[str, Filled]) -> Target:
    number = _number(place, tables)
    return Target(
        Sentence(label),
        Sentence("%(n)s", {"n": wanted}),
        Sentence("%(n)s", {"n": number}),
        number >= wanted,
        place,
    )


def _value(place: Place, tables: Mapping[str, Filled]) -> Any:
    cell = _cell(place, tables)
    return cell.value if cell else None


def measure_of(measure: str, book: Playbook) -> Measure | None:
    """How this is counted; None where nothing records it."""
    sla = book.slas.get(measure)
    if sla is None:
        return MEASURES.get(measure)
    if sla.is_benchmark or not sla.starts_on:
        return None
    group = (measure,)
    return Measure(
        Place("promises", "kept", group),
        Place("promises", "owed", group),
        Place("promises", "running", group),
    )


def _one(commitment: Commitment, tables: Mapping[str, Filled], asked: Asked, book: Playbook) -> Attained:
    measure = measure_of(commitment.measure, book)
    told = {"text": commitment.text, "measure": measure_told(commitment.measure, book)}
    if measure is None:
        said = Sentence(N_("%(text)s: not measured yet (%(measure)s)."), told)
        return Attained(commitment, None, "not_measured", said)
    part = _number(measure.part, tables)
    whole = (
        _number(measure.whole, tables) if measure.whole else book.targets.mqls_per_month * months_in(asked)
    )
    beside = _beside(measure.beside, tables)
    if not whole:
        said = Sentence(N_("%(text)s: nothing to measure in this period."), told)
        return Attained(commitment, measure, "nothing", said, beside=beside)
    values = {**told, "part": part, "whole": whole, "percent": round(100 * part / whole)}
    said = Sentence(N_("%(text)s: %(percent)s %% (%(part)s of %(whole)s)."), values)
    return Attained(commitment, measure, "measured", said, part, whole, beside)


def _number(place: Place, tables: Mapping[str, Filled]) -> int:
    """How many rows stand at this place."""
    cell = _cell(place, tables)
    if cell is None or cell.value is None:
        return 0
    return round(cell.value * cell.whole) if cell.whole is not None else int(cell.value)


def _cell(place: Place, tables: Mapping[str, Filled]) -> Cell | None:
    table = tables[place.table]
    row: Row | None = table.total
    if place.group:
        row = next((one for one in table.rows if one.group[: len(place.group)] == place.group), None)
    return row.cells[place.column] if row else None


def _beside(place: Place | None, tables: Mapping[str, Filled]) -> Sentence | None:
    n = _number(place, tables) if place else 0
    return Sentence(_BESIDE[place.column], {"n": n}) if place and n else None


def months_in(asked: Asked) -> int:
    """How many months the period touches: what was agreed for a month is owed for each of them."""
    return (asked.until.year - asked.since.year) * 12 + asked.until.month - asked.since.month + 1
