"""A number as a person with a pencil finds it, and the comparison of a whole table with such numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tables import Filled
from tasuki.rules.playbook import Playbook

Row = Any
Number = Callable[[Sequence[Row]], Any]
Working = Callable[[Sequence[Row], Mapping[str, Any]], Any]
Is = Callable[[Row], bool]
EDGE = 1.959964
"""So many standard errors away lie five in a hundred, on both sides together."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Between:
    """An estimate with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Hand:
    """The rows of a table, what they are split by beside the question, and its numbers; ``others`` count other rows.

    ``worked`` needs the rows of a line and what was reckoned for it.
    """

    rows: Sequence[Row]
    numbers: Mapping[str, Number]
    by: Sequence[Callable[[Row], Any]] = ()
    others: Sequence[Hand] = field(default=())
    worked: Mapping[str, Working] = field(default_factory=dict)


def always(row: Row) -> bool:
    return True


def count(having: Is = always) -> Number:
    return lambda rows: sum(1 for row in rows if having(row))


def share(part: Is, whole: Is = always) -> Number:
    def reckoned(rows: Sequence[Row]) -> Part:
        among = [row for row in rows if whole(row)]
        return Part(sum(1 for row in among if part(row)), len(among))

    return reckoned


def money(
    amount: Callable[[Row], Any], having: Is = always, currency: str | Callable[[Row], str] = "currency"
) -> Number:
    """``currency`` is an attribute of a row, or found from it."""

    def reckoned(rows: Sequence[Row]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for row in rows:
            if having(row) and amount(row) is not None:
                unit = getattr(row, currency) if isinstance(currency, str) else currency(row)
                sums[unit] = sums.get(unit, Decimal(0)) + Decimal(amount(row))
        return sums

    return reckoned


def mean(of: Callable[[Row], Any], among: Is = always) -> Number:
    def reckoned(rows: Sequence[Row]) -> float | None:
        found = [float(of(row)) for row in rows if among(row) and of(row) is not None]
        return sum(found) / len(found) if found else None

    return reckoned


def days(start: Callable[[Row], Any], stop: Callable[[Row], Any], below: float = 0.5) -> Number:
    """The days below which so many of those lie that have both moments, between two neighbours in proportion."""

    def reckoned(rows: Sequence[Row]) -> float | None:
        return quantile((in_days(start(row), stop(row)) for row in rows if start(row) and stop(row)), below)

    return reckoned


def in_days(start: datetime, stop: datetime) -> float:
    return (stop - start).total_seconds() / 86_400


def quantile(values: Iterable[float], below: float) -> float | None:
    ordered = sorted(values)
    if not ordered:
        return None
    place = below * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def compare(report: str, asked: Asked, book: Playbook, hands: Mapping[str, Hand]) -> None:
    """Every named number of these tables, all together and line by line, is what was reckoned."""
    filled = {one.table.key: one for one in answer(report_named(report), asked, book).tables}
    for key, hand in hands.items():
        _compare_table(f"{report}/{key}", filled[key], hand)


def _compare_table(name: str, filled: Filled, hand: Hand) -> None:
    _compare_line(f"{name} together", filled.total.cells, _reckoned(hand, None))
    if not hand.by:
        return
    groups = {_group(one.by, row) for one in (hand, *hand.others) for row in one.rows}
    lines = {tuple("" if one is None else one for one in row.group): row for row in filled.rows}
    assert set(lines) == groups, name
    for group, line in lines.items():
        _compare_line(f"{name} {group}", line.cells, _reckoned(hand, group))


def _reckoned(hand: Hand, group: tuple[Any, ...] | None) -> dict[str, Any]:
    """The numbers of one line; of all rows together without a group."""

    def of_line(one: Hand) -> Sequence[Row]:
        return [row for row in one.rows if group is None or _group(one.by, row) == group]

    told = {
        column: number(of_line(one)) for one in (hand, *hand.others) for column, number in one.numbers.items()
    }
    return told | {column: work(of_line(hand), told) for column, work in hand.worked.items()}


def _group(by: Sequence[Callable[[Row], Any]], row: Row) -> tuple[Any, ...]:
    return tuple(one(row) if one(row) is not None else "" for one in by)


def _compare_line(name: str, cells: Mapping[str, Cell], reckoned: Mapping[str, Any]) -> None:
    for column, expected in reckoned.items():
        cell, place = cells[column], f"{name} {column}"
        if isinstance(expected, Part):
            assert (cell.whole, round((cell.value or 0) * (cell.whole or 0))) == (
                expected.whole,
                expected.part,
            ), place
            _compare_interval(place, cell, expected)
        elif isinstance(expected, Between):
            assert cell.interval is not None, place
            found = (cell.value, cell.interval.low, cell.interval.high)
            assert found == pytest.approx((expected.value, expected.low, expected.high), rel=1e-6), place
        elif isinstance(expected, str):
            assert cell.value.spoken("en") == expected, place
        elif isinstance(expected, dict):
            assert (cell.value or {}) == expected, place
        elif isinstance(expected, float):
            assert cell.value == pytest.approx(expected, abs=1e-6), place
        else:
            assert cell.value == expected, place


def _compare_interval(place: str, cell: Cell, expected: Part) -> None:
    """Wilson: at either end, what was seen lies just so many standard errors away from what would then be true."""
    if cell.interval is None:
        return
    seen = expected.part / expected.whole
    assert 0 <= cell.interval.low <= seen <= cell.interval.high <= 1, place
    for end in (cell.interval.low, cell.interval.high):
        away = (seen - end) ** 2 * expected.whole
        assert away == pytest.approx(EDGE**2 * end * (1 - end), abs=1e-6), place
