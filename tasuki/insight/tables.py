"""Tables of numbers, asked in one pass over their facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tasuki.insight.aggregating import Beside, Found, Group, Wanted, adds_up, aggregated
from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell, Column, Of, Told, Worked, currency_of
from tasuki.insight.cuts import Cut
from tasuki.insight.dimensions import DIMENSIONS, Dimension
from tasuki.insight.times import ByDay
from tasuki.insight.together import together
from tasuki.rules.playbook import Playbook

MOST_ROWS = 500
"""So many lines of a table are shown."""
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
    cut_off: bool = False

    @property
    def is_in_time(self) -> bool:
        """Whether its lines go from the earliest to the latest."""
        return not self.table.ranked and any(one.kind == "period" for one in self.splits)

    def shortened(self, most: int) -> Filled:
        """The first lines, which are the largest; where a period orders them the last ones."""
        if len(self.rows) <= most:
            return self
        return replace(self, rows=self.rows[-most:] if self.is_in_time else self.rows[:most], cut_off=True)


def fill(table: Table, asked: Asked, book: Playbook) -> Filled:
    """Ask for the numbers of one table."""
    return fill_all((table,), asked, book)[0]


def fill_all(tables: Sequence[Table], asked: Asked, book: Playbook) -> tuple[Filled, ...]:
    """Ask for the numbers of some tables; what they ask of one population is asked in one pass over it."""
    wanted = {place: [*_wanted(table, asked)] for place, table in enumerate(tables)}
    by_cut: dict[Cut, list[Wanted]] = {}
    for some in wanted.values():
        for one in some:
            by_cut.setdefault(one.cut, []).append(one)
    beside = Beside(asked, book)
    questions = [partial(aggregated, cut, some, asked, beside) for cut, some in by_cut.items()]
    found = dict(zip(by_cut, together(questions), strict=True))
    return tuple(
        _filled(table, wanted[place], [found[one.cut][one] for one in wanted[place]], asked, book)
        for place, table in enumerate(tables)
    )


def _wanted(table: Table, asked: Asked) -> Iterator[Wanted]:
    """Of each population: counts; amounts by currency, since they are never added up; curves by day."""
    splits = table.splits(asked)
    for cut, columns in table.populations().items():
        apart = [one for one in columns if one.kind == "money" or isinstance(one, ByDay)]
        counted = tuple(one for one in columns if one not in apart and one.aggregates())
        for some in (
            tuple(one for one in counted if adds_up(one)),
            tuple(one for one in counted if not adds_up(one)),
        ):
            if some:
                yield Wanted(cut, some, splits)
        amounts = [one for one in columns if one.kind == "money" and one.aggregates()]
        for source in dict.fromkeys(map(currency_of, amounts)):
            yield Wanted(cut, tuple(one for one in amounts if currency_of(one) == source), splits, (source,))
        by_day = next((one for one in columns if isinstance(one, ByDay)), None)
        if by_day:
            yield Wanted(cut, (by_day,), splits, (by_day.curve.day, by_day.curve.happened))


def _filled(
    table: Table, wanted: Sequence[Wanted], found: Sequence[Sequence[Found]], asked: Asked, book: Playbook
) -> Filled:
    splits = table.splits(asked)
    groups: dict[Group, dict[str, Any]] = {}
    for one, lines in zip(wanted, found, strict=True):
        for within, group, values in lines:
            known = groups.setdefault(EVERYTHING if group is None else group, {})
            if not one.within:
                known.update(values)
            elif one.columns[0].kind == "money":
                _add_amounts(known, one.columns, within[0], values)
            else:
                known.setdefault("curve", {})[within] = values["curve_n"]
    line = partial(_row, table.columns, tuple(one.key for one in splits), book)
    total = line((), groups.pop(EVERYTHING, {}))
    rows = [line(group, values) for group, values in _in_time(groups, splits).items()]
    if table.ranked:
        rows.sort(key=lambda row: _rank(row.cells[table.ranked]))
    return Filled(table, splits, tuple(rows), total)


def _add_amounts(
    known: dict[str, Any], amounts: Sequence[Column], currency: str, values: Mapping[str, Any]
) -> None:
    for one in amounts:
        for name in (one.key, f"{one.key}_squares"):
            if values.get(name) is not None:
                known.setdefault(name, {})[currency] = values[name]
                known.setdefault(f"{one.key}_counts", {})[currency] = values[f"{one.key}_n"]
        known[f"{one.key}_n"] = known.get(f"{one.key}_n", 0) + values[f"{one.key}_n"]


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
