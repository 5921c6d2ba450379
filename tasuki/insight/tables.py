"""Tables of numbers, asked in one pass over their facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection

from tasuki.insight.asked import Asked
from tasuki.insight.columns import ByDay, Cell, Column, Of, Told, Worked, currency_of
from tasuki.insight.cuts import Cut, joins_of, placed, where
from tasuki.insight.dimensions import DIMENSIONS, Dimension
from tasuki.rules.playbook import Playbook

MOST_ROWS = 500
Group = tuple[Any, ...]
EVERYTHING: Group = ("*",)
"""Stands for all groups together."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is counted, and the numbers asked of it. ``also`` splits by more than the person asked for.

    ``ranked`` names the column by which lines are ordered, the largest first; else the first column orders them.
    """

    key: str
    label: str
    cut: Cut
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    ranked: str = ""

    def splits(self, asked: Asked) -> tuple[Dimension, ...]:
        return tuple(DIMENSIONS[key] for key in dict.fromkeys((*self.also, *asked.by)))

    def column(self, key: str) -> Column | None:
        return next((one for one in self.columns if one.key == key), None)

    def cut_of(self, column: Column) -> Cut:
        """The population that a column counts."""
        return column.cut if isinstance(column, Of) else self.cut

    def populations(self) -> Mapping[Cut, Sequence[Column]]:
        """The columns that are asked of each population; the table's own comes first and orders the lines."""
        found: dict[Cut, list[Column]] = {self.cut: []}
        for one in self.columns:
            found.setdefault(self.cut_of(one), []).append(one)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One group (a value for each split, in their order) and its cells by column."""

    group: Group
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Filled:
    """A table with its numbers. ``total`` is all rows together, never the sum of the lines.

    ``cut_off``: there are more groups than are shown.
    """

    table: Table
    splits: tuple[Dimension, ...]
    rows: tuple[Row, ...]
    total: Row
    cut_off: bool


def fill(table: Table, asked: Asked, book: Playbook) -> Filled:
    """Ask for the numbers of a table; amounts take a second pass, since currencies are never added up."""
    splits = table.splits(asked)
    groups: dict[Group, dict[str, Any]] = {}
    for cut, columns in table.populations().items():
        apart = [one for one in columns if one.kind == "money" or isinstance(one, ByDay)]
        counted = [one for one in columns if one not in apart and one.aggregates()]
        for _, group, found in _aggregated(cut, counted, splits, asked) if counted else ():
            groups.setdefault(group, {}).update(found)
        _add_amounts(groups, cut, columns, splits, asked)
        _add_curves(groups, cut, columns, splits, asked)
    line = partial(_row, table.columns, tuple(one.key for one in splits), book)
    total = line((), groups.pop(EVERYTHING, {}))
    rows = [line(group, found) for group, found in _in_time(groups, splits).items()]
    if table.ranked:
        rows.sort(key=lambda row: _rank(row.cells[table.ranked]))
    return Filled(table, splits, tuple(rows[:MOST_ROWS]), total, len(rows) > MOST_ROWS)


def _in_time(
    groups: Mapping[Group, dict[str, Any]], splits: Sequence[Dimension]
) -> dict[Group, dict[str, Any]]:
    """The largest first, and the earliest where a period splits them."""
    periods = [place for place, one in enumerate(splits) if one.kind == "period"]
    return dict(sorted(groups.items(), key=lambda one: [str(one[0][place] or "") for place in periods]))


def _row(
    columns: Sequence[Column], splits: Sequence[str], book: Playbook, group: Group, found: Mapping[str, Any]
) -> Row:
    known = defaultdict(lambda: None, found)
    cells = {one.key: one.cell(known) for one in columns}
    named = dict(zip(splits, group, strict=False))
    for one in columns:
        if isinstance(one, Worked):
            cells[one.key] = one.work(cells)
    said = {one.key: Cell(one.tell(named, cells, book)) for one in columns if isinstance(one, Told)}
    return Row(group, {**cells, **said})


def _rank(cell: Cell) -> tuple[bool, float]:
    return cell.value is None, -float(cell.value or 0)


def _add_amounts(
    groups: dict[Group, dict[str, Any]],
    cut: Cut,
    columns: Sequence[Column],
    splits: Sequence[Dimension],
    asked: Asked,
) -> None:
    amounts = [one for one in columns if one.kind == "money" and one.aggregates()]
    for source in dict.fromkeys(map(currency_of, amounts)):
        those = [one for one in amounts if currency_of(one) == source]
        for (currency,), group, found in _aggregated(cut, those, splits, asked, within=(source,)):
            sums = groups.setdefault(group, {})
            for one in those:
                for name in (one.key, f"{one.key}_squares"):
                    if found.get(name) is not None:
                        sums.setdefault(name, {})[currency] = found[name]
                        sums.setdefault(f"{one.key}_counts", {})[currency] = found[f"{one.key}_n"]
                sums[f"{one.key}_n"] = sums.get(f"{one.key}_n", 0) + found[f"{one.key}_n"]


def _add_curves(
    groups: dict[Group, dict[str, Any]],
    cut: Cut,
    columns: Sequence[Column],
    splits: Sequence[Dimension],
    asked: Asked,
) -> None:
    """How many there were of each day, of those to whom it happened and of those who were watched until then."""
    by_day = next((one for one in columns if isinstance(one, ByDay)), None)
    if by_day is None:
        return
    within = (by_day.curve.day, by_day.curve.happened)
    for spot, group, found in _aggregated(cut, [by_day], splits, asked, within):
        groups.setdefault(group, {}).setdefault("curve", {})[spot] = found["curve_n"]


def _aggregated(
    cut: Cut,
    columns: Sequence[Column],
    splits: Sequence[Dimension],
    asked: Asked,
    within: tuple[str, ...] = (),
) -> Iterator[tuple[tuple[Any, ...], Group, dict[str, Any]]]:
    """For each group of the splits, and for everything, within each value of ``within``: what the columns compute."""
    aggregates = {name: sql for one in columns for name, sql in one.aggregates().items()}
    outer = [f"outer_{place}" for place in range(len(within))]
    inner = [f"split_{place}" for place in range(len(splits))]
    keys = [*within, *(placed(one, cut) for one in splits)]
    named = ", ".join(f"{sql} AS {name}" for sql, name in zip(keys, (*outer, *inner), strict=True))
    lateral = f"CROSS JOIN LATERAL (SELECT {named}) split" if keys else ""
    fold = f"grouping({', '.join(inner)}) <> 0" if inner else "TRUE"
    computed = ", ".join(f'{sql} AS "{name}"' for name, sql in aggregates.items())
    sets = ", ".join(f"({', '.join(one)})" for one in ([[*outer, *inner], outer] if inner else [outer]))
    statement = f"""
        SELECT {"".join(f"{name}, " for name in (*outer, *inner))}{fold}, {computed}
        FROM {cut.facts.name} f {cut.beside} {joins_of(splits)} {lateral}
        WHERE {where(cut, asked)} GROUP BY GROUPING SETS ({sets}) ORDER BY {len(keys) + 2} DESC
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, asked.parameters())
        rows = cursor.fetchall()
    for row in rows:
        first, group, folded = row[: len(outer)], row[len(outer) : len(keys)], row[len(keys)]
        found = dict(zip(aggregates, row[len(keys) + 1 :], strict=True))
        yield first, EVERYTHING if folded else group, found
