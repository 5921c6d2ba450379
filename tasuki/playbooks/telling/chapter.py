"""The shape of a chapter: tables of what has been agreed, whose cells are sentences in no language yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tasuki.rules.wording import Sentence, Text

Said = Sentence | Text | str
"""Words of the product, words of the company, or what is the same in every language: an id, a quoted value."""
Cell = tuple[Said, ...]
"""Lines, one below the other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table: ``name`` is its id (“SL-4”), by which links find it; empty where it has none."""

    cells: tuple[Cell, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``lead`` are the sentences above it."""

    title: Said | None
    headings: tuple[Sentence, ...]
    entries: tuple[Entry, ...]
    lead: tuple[Said, ...] = ()

    @property
    def labelled(self) -> tuple[tuple[Entry, tuple[tuple[Sentence, Cell], ...]], ...]:
        """Each entry with its cells under their headings."""
        return tuple((one, tuple(zip(self.headings, one.cells, strict=True))) for one in self.entries)


@dataclass(frozen=True, slots=True)
class Chapter:
    """``key`` is its anchor."""

    key: str
    title: Sentence
    introduction: Sentence
    tables: tuple[Table, ...]


def cell(*said: Said | None) -> Cell:
    """What is said at all; nothing is an empty cell."""
    return tuple(one for one in said if one is not None and one != "" and one != Text())


def entry(name: str, *cells: Cell | Said | None) -> Entry:
    return Entry(tuple(one if isinstance(one, tuple) else cell(one) for one in cells), name)


def filled(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables that have something to say."""
    return tuple(table for table in tables if table.entries or table.lead)
