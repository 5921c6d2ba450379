"""Several questions to one population, answered in one pass over its rows.

The rows are first added up by everything that any of the questions splits by, which the database does on all its
processors, and then these few sums by each question's own splits. What does not add up (a percentile) is asked alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from tasuki.insight import office
from tasuki.insight.asked import Asked
from tasuki.insight.asking import fetched
from tasuki.insight.columns import Column
from tasuki.insight.cuts import Cut, Once, joins_of, placed, where
from tasuki.insight.dimensions import Dimension
from tasuki.rules.playbook import Playbook

Group = tuple[Any, ...]
Found = tuple[tuple[Any, ...], Group | None, dict[str, Any]]
"""The values within which it was asked, the group (None for everything together), and what the columns compute."""
COUNT, SUM = "count(", "sum("
"""The aggregates of which that of a whole is the sum over its parts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """For each group of the splits, and for everything, within each value of ``within``: what the columns compute."""

    cut: Cut
    columns: tuple[Column, ...]
    splits: tuple[Dimension, ...]
    within: tuple[str, ...] = ()

    def aggregates(self) -> dict[str, str]:
        return {name: sql for one in self.columns for name, sql in one.aggregates().items()}

    def put_by(self) -> tuple[str, ...]:
        return (*self.within, *(placed(one, self.cut) for one in self.splits))


@dataclass(slots=True)
class Beside:
    """What stands beside every row of a cut, worked out once and then given to each statement as a value."""

    asked: Asked
    book: Playbook
    known: dict[Once, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def of(self, cut: Cut) -> tuple[str, dict[str, Any]]:
        """What to join, and its parameters."""
        if cut.beside is None:
            return "", {}
        with self.lock:
            if cut.beside not in self.known:
                self.known[cut.beside] = self._worked_out(cut.beside, f"beside_{len(self.known)}")
            return self.known[cut.beside]

    def _worked_out(self, once: Once, key: str) -> tuple[str, dict[str, Any]]:
        ((value,),) = fetched(f"SELECT {once.sql}", self.asked.parameters())
        return once.joined(f"%({key})s::float8"), {key: value}


def aggregated(cut: Cut, wanted: Sequence[Wanted], asked: Asked, beside: Beside) -> dict[Wanted, list[Found]]:
    """The answers to all questions about one population, each with its largest group first."""
    together = [one for one in wanted if all(map(adds_up, one.columns))]
    alone: dict[tuple[str, ...], list[Wanted]] = {}
    for one in wanted:
        if one not in together:
            alone.setdefault(one.put_by(), []).append(one)
    found = _added_up(cut, together, asked, beside) if together else {}
    for some in alone.values():
        found |= _not_added_up(cut, some, asked, beside)
    return found


def adds_up(column: Column) -> bool:
    """Whether the number of a whole is worked out from those of its parts."""
    return all(sql.startswith((COUNT, SUM)) for sql in column.aggregates().values())


def _not_added_up(
    cut: Cut, wanted: Sequence[Wanted], asked: Asked, beside: Beside
) -> dict[Wanted, list[Found]]:
    """Questions with the same splits. Only rows that some of their columns count are looked at."""
    names = {
        sql: f"asked_{place}"
        for place, sql in enumerate(dict.fromkeys(sql for one in wanted for sql in one.aggregates().values()))
    }
    counted = " OR ".join(f"({column.having})" for one in wanted for column in one.columns)
    narrowed = replace(cut, among=f"({cut.among}) AND ({counted})")
    lines = [*_asked(narrowed, wanted[0], {name: sql for sql, name in names.items()}, asked, beside)]
    return {
        one: [
            (within, group, {name: values[names[sql]] for name, sql in one.aggregates().items()})
            for within, group, values in lines
        ]
        for one in wanted
    }


def _asked(
    cut: Cut, wanted: Wanted, aggregates: Mapping[str, str], asked: Asked, beside: Beside
) -> Iterator[Found]:
    keys = wanted.put_by()
    names = [f"key_{place}" for place in range(len(keys))]
    inner, outer = names[len(wanted.within) :], names[: len(wanted.within)]
    fold = f"grouping({', '.join(inner)}) <> 0" if inner else "TRUE"
    computed = ", ".join(f'{sql} AS "{name}"' for name, sql in aggregates.items())
    sets = ", ".join(f"({', '.join(one)})" for one in ([names, outer] if inner else [outer]))
    source, parameters = _rows(cut, keys, wanted.splits, asked, beside)
    statement = f"""
        SELECT {"".join(f"{name}, " for name in names)}{fold}, {computed} {source}
        GROUP BY GROUPING SETS ({sets}) ORDER BY {len(keys) + 2} DESC NULLS LAST
    """
    if office.is_asked_by(statement):
        statement = f"{office.WITH} {statement}"
        parameters |= office.office_of(asked, beside.book)
    for row in fetched(statement, parameters):
        values = dict(zip(aggregates, row[len(keys) + 1 :], strict=True))
        yield row[: len(outer)], None if row[len(keys)] else row[len(outer) : len(keys)], values


def _added_up(cut: Cut, wanted: Sequence[Wanted], asked: Asked, beside: Beside) -> dict[Wanted, list[Found]]:
    keys = tuple(dict.fromkeys(key for one in wanted for key in one.put_by()))
    names = {key: f"key_{place}" for place, key in enumerate(keys)}
    asked_of_rows = dict.fromkeys(sql for one in wanted for sql in one.aggregates().values())
    sums = {sql: f"sum_{place}" for place, sql in enumerate(asked_of_rows)}
    sets = dict.fromkeys(some for one in wanted for some in _sets(one))
    listed = "".join(f"{name}, " for name in names.values())
    splits = [split for one in wanted for split in one.splits]
    added_up, parameters = [], dict[str, Any]()
    for part in cut.parts():
        source, parameters = _rows(part, keys, splits, asked, beside)
        added_up.append(f"""
          SELECT {listed}{", ".join(f"{sql} AS {name}" for sql, name in sums.items())} {source}
          {f"GROUP BY {listed[:-2]}" if keys else ""}""")
    statement = f"""
        SELECT {listed}{f"grouping({listed[:-2]})" if keys else "0"},
          {", ".join(_whole(sql, name) for sql, name in sums.items())}
        FROM ({" UNION ALL ".join(added_up)}
        ) part
        GROUP BY GROUPING SETS ({", ".join(f"({', '.join(names[key] for key in one)})" for one in sets)})
    """
    by_set: dict[int, list[tuple[Any, ...]]] = {}
    for row in fetched(statement, parameters):
        by_set.setdefault(row[len(keys)], []).append(row)
    places = {key: place for place, key in enumerate(keys)}
    at = {sql: len(keys) + 1 + place for place, sql in enumerate(sums)}

    def lines(one: Wanted, some: tuple[str, ...], folded: bool) -> Iterator[Found]:
        for row in by_set.get(sum(1 << (len(keys) - 1 - places[key]) for key in keys if key not in some), ()):
            values = {name: row[at[sql]] for name, sql in one.aggregates().items()}
            group = None if folded else tuple(row[places[key]] for key in one.put_by()[len(one.within) :])
            yield tuple(row[places[key]] for key in one.within), group, values

    return {
        one: sorted(
            (line for some, folded in _sets(one).items() for line in lines(one, some, folded)),
            key=_largest_first,
        )
        for one in wanted
    }


def _sets(one: Wanted) -> dict[tuple[str, ...], bool]:
    """By what its rows are put together, and whether that is everything together; in one order for all questions, so
    that the same set is not asked twice."""
    return {tuple(sorted({*one.put_by()})): not one.splits, tuple(sorted({*one.within})): True}


def _largest_first(line: Found) -> float:
    first = next(iter(line[2].values()), None)
    return -float(first) if first is not None else float("inf")


def _whole(sql: str, name: str) -> str:
    return f"coalesce(sum({name}), 0)::bigint" if sql.startswith(COUNT) else f"sum({name})"


def _rows(
    cut: Cut, keys: Sequence[str], splits: Sequence[Dimension], asked: Asked, beside: Beside
) -> tuple[str, dict[str, Any]]:
    """The rows of a population, each with its keys; and the parameters."""
    joined, parameters = beside.of(cut)
    named = ", ".join(f"{sql} AS key_{place}" for place, sql in enumerate(keys))
    lateral = f"CROSS JOIN LATERAL (SELECT {named}) split" if keys else ""
    joins = f"{joined} {cut.along} {joins_of(splits)}"
    source = f"FROM {cut.facts.name} f {joins} {lateral} WHERE {where(cut, asked)}"
    return source, {**asked.parameters(), **parameters}
