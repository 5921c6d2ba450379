"""A file as columns of values: opened, recognised, read once, and converted column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.insight.audit.cells import (
    DayChoice,
    Mark,
    as_count,
    as_flag,
    as_moment,
    as_money,
    currency_in,
    day_choice,
    decimal_mark,
    is_nothing,
    names_its_unit,
    unit_in,
)
from tasuki.insight.audit.fields import NEEDED, Kind, called, sort_of
from tasuki.insight.audit.headings import Column, recognise
from tasuki.insight.audit.mapping import Said, columns_said
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.money import currency_named
from tasuki.stages.intake.importing.opening import Opened, open_file
from tasuki.stages.intake.importing.refusals import UnusableFile, unusable
from tasuki.stages.intake.importing.rows import Broken
from tasuki.stages.intake.importing.table import Rows, Table, table_of

SAMPLE_ROWS = 2_000
SHOWN = 5
PLENTY, DEEPEST = 3, 8
"""With fewer columns known than this, the header is looked for in the first so many lines."""


@dataclass(frozen=True, slots=True)
class Days:
    """How the days of a column were read: by what choice, and where that came from if the column does not tell."""

    choice: DayChoice
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Cells of one column that could not be read: how many, and the first of them with their lines."""

    header: str
    field: str
    n: int
    examples: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Sheet:
    """One file: what its columns are, and the cells of those that count, column by column."""

    kind: Kind
    number: int
    path: Path
    opened: Opened
    headers: list[str]
    columns: tuple[Column, ...]
    lines: list[int]
    cells: dict[str, list[str]]
    broken: list[tuple[int, Sentence]]
    said: Said
    days: dict[str, Days] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    @property
    def left(self) -> tuple[str, ...]:
        """The columns that nothing was made of."""
        used = {column.header for column in self.columns}
        return tuple(header for header in self.headers if header not in used)

    def has(self, name: str) -> bool:
        return name in self.cells

    def filled(self, name: str) -> int:
        return sum(not is_nothing(cell) for cell in self.cells.get(name, ()))


def read_sheet(kind: Kind, number: int, path: Path, said: Said, several: bool) -> Sheet:
    """Open a file, recognise its columns, and keep the cells that count. Raises `UnusableFile`, `Invalid`."""
    try:
        return _read(kind, number, path, said, several)
    except UnusableFile as error:
        raise unusable(N_("%(file)s: %(why)s"), file=path.name, why=error.title) from None


def _read(kind: Kind, number: int, path: Path, said: Said, several: bool) -> Sheet:
    opened = open_file(path, said.encoding, said.delimiter)
    look = _look(kind, opened, said, said.header)
    if said.header == 1 and len(look.columns) < PLENTY:
        look = _below_a_title(kind, opened, said, look)
    columns_said(
        said, look.table.headers, kind, several
    )  # now that the header is known, what it lacks is said
    table, rows, first, columns = look.table, look.table.rows, look.first, look.columns
    if NEEDED[kind].isdisjoint(column.field for column in columns):
        raise unusable(
            N_(
                "No column says what a row is about: one of %(needed)s is needed, and the file has %(headers)s. "
                "Name it in a mapping."
            ),
            needed=[called(kind, name) for name in sorted(NEEDED[kind])],
            headers=table.headers,
        )  # fmt: skip
    lines, cells, broken = _kept(chain(first, rows), columns)
    if not lines:
        raise unusable(N_("The file has headings and no rows."))
    return Sheet(kind, number, path, opened, table.headers, columns, lines, cells, broken, said)


@dataclass(frozen=True, slots=True)
class _Look:
    """A file with one of its lines taken for the header: its first rows, and what its columns would be."""

    table: Table
    first: list[tuple[int, list[str]] | Broken]
    columns: tuple[Column, ...]


def _look(kind: Kind, opened: Opened, said: Said, header: int) -> _Look:
    table = table_of(opened, header)
    first = list(islice(table.rows, SAMPLE_ROWS))
    sample = [row[1] for row in first if not isinstance(row, Broken)]
    named = columns_said(said, table.headers, kind, several=True)
    return _Look(table, first, recognise(kind, table.headers, sample, named))


def _below_a_title(kind: Kind, opened: Opened, said: Said, look: _Look) -> _Look:
    """A sheet may have a title above its header: the line of which most columns are known is the header."""
    best = look
    for header in range(2, DEEPEST + 1):
        try:
            other = _look(kind, opened, said, header)
        except UnusableFile:
            break
        if _named(other) > _named(best) + 1:
            best = other
    return best


def _named(look: _Look) -> int:
    return sum(column.because != "contents" for column in look.columns)


def _kept(
    rows: Iterator[Any] | Rows, columns: Sequence[Column]
) -> tuple[list[int], dict[str, list[str]], list[tuple[int, Sentence]]]:
    """The cells of the columns that count. Equal texts are kept once: most columns say few different things."""
    lines: list[int] = []
    broken: list[tuple[int, Sentence]] = []
    kept = [(column.at, list[str](), dict[str, str]()) for column in columns]
    for row in rows:
        if isinstance(row, Broken):
            broken.append((row.line, row.because))
            continue
        line, cells = row
        lines.append(line)
        for at, texts, known in kept:
            text = cells[at].strip()
            texts.append(known.setdefault(text, text) if len(text) < 40 else text)
    return lines, {column.field: one[1] for column, one in zip(columns, kept, strict=True)}, broken


def decide_days(sheets: Sequence[Sheet]) -> None:
    """How the days of each column are read. One that does not tell follows its file, then the other files."""
    for sheet in sheets:
        for column in sheet.columns:
            if sort_of(column.field) == "moment":
                sheet.days[column.field] = Days(day_choice(sheet.cells[column.field]))
    everywhere = Counter(_told(sheets))
    for sheet in sheets:
        here = Counter(_told([sheet]))
        for name, days in sheet.days.items():
            if sheet.said.dates:
                sheet.days[name] = Days(DayChoice(sheet.said.dates, days.choice.slashed, days.choice.slashed))
            elif days.choice.guessed and (proof := here or everywhere):
                order = proof.most_common(1)[0][0]
                sheet.days[name] = Days(DayChoice(order, days.choice.slashed, 1), borrowed=True)


def _told(sheets: Sequence[Sheet]) -> Iterator[Any]:
    return (
        days.choice.order
        for sheet in sheets
        for days in sheet.days.values()
        if days.choice.slashed and not days.choice.guessed
    )


def moments(sheet: Sheet, name: str, zone: ZoneInfo) -> list[datetime | None]:
    """The moments of a column; what cannot be read is noted."""
    if name not in sheet.cells:
        return [None] * len(sheet.lines)
    order = sheet.days[name].choice.order
    known: dict[str, datetime | None] = {}

    def one(text: str) -> datetime | None:
        if text not in known:
            known[text] = None if is_nothing(text) else as_moment(text, zone, order)
        return known[text]

    return _noted(sheet, name, [one(text) for text in sheet.cells[name]])


def amounts(sheet: Sheet, name: str) -> list[tuple[Decimal, str] | None]:
    """Amounts with the currency beside them."""
    if name not in sheet.cells:
        return [None] * len(sheet.lines)
    texts = sheet.cells[name]
    if sheet.opened.encoding == "cp932":
        texts = [text.replace("\\", "¥") for text in texts]  # one sign for both, and what prices begin with
    mark = sheet.said.decimals or decimal_mark(texts, sheet.opened.delimiter)
    sheet.marks[name] = mark
    read = [None if is_nothing(text) else as_money(text, mark) for text in texts]
    header = next(column.header for column in sheet.columns if column.field == name)
    currency, unit = currency_in(header), unit_in(header)
    told = [
        (one[0] * (1 if unit == 1 or names_its_unit(text) else unit), one[1] or currency) if one else None
        for one, text in zip(read, texts, strict=True)
    ]
    return _noted(sheet, name, told)


def currencies(sheet: Sheet) -> list[str]:
    """What the column of currencies says, each under its code: “usd”, “US$” and “USD” are one."""
    return [currency_named(text) if text else "" for text in texts(sheet, "currency")]


def flags(sheet: Sheet, name: str) -> list[bool | None]:
    """Yes or no; an empty cell says neither."""
    if name not in sheet.cells:
        return [None] * len(sheet.lines)
    return _noted(sheet, name, [None if not text else as_flag(text) for text in sheet.cells[name]])


def counts(sheet: Sheet, name: str) -> list[int | None]:
    if name not in sheet.cells:
        return [None] * len(sheet.lines)
    return [None if is_nothing(text) else as_count(text) for text in sheet.cells[name]]


def texts(sheet: Sheet, name: str) -> list[str]:
    """What stands there; a polite nothing is nothing."""
    if name not in sheet.cells:
        return [""] * len(sheet.lines)
    known: Mapping[str, str] = {
        text: "" if is_nothing(text) else text for text in dict.fromkeys(sheet.cells[name])
    }
    return [known[text] for text in sheet.cells[name]]


def _noted(sheet: Sheet, name: str, values: list[Any]) -> list[Any]:
    missed = [
        (line, text)
        for line, text, value in zip(sheet.lines, sheet.cells[name], values, strict=True)
        if value is None and not is_nothing(text)
    ]
    if missed:
        header = next(column.header for column in sheet.columns if column.field == name)
        sheet.unread.append(Unread(header, name, len(missed), tuple(missed[:SHOWN])))
    return values
