"""A file as a table: the line that names the columns, and the rows beneath it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.headings import unique_headers
from tasuki.stages.intake.importing.opening import Opened, lines_of, stated_delimiter
from tasuki.stages.intake.importing.refusals import unusable
from tasuki.stages.intake.importing.rows import Broken, header_of, records

Rows = Iterator[tuple[int, list[str]] | Broken]


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` can be read once."""

    headers: list[str]
    rows: Rows


def table_of(opened: Opened, header: int = 1, progress: Callable[[int], None] | None = None) -> Table:
    """The table in the file. ``header`` is which of the lines that say something names the columns; 0: none does.

    Raises `UnusableFile` where the file has no such line, or cannot be read in its encoding.
    """
    lines = lines_of(opened, progress)
    number = 1
    for which in range(1, max(header, 1) + 1):
        line, number = _telling(lines, number)
        cells, taken, given_back = header_of(chain([line], lines), opened.delimiter)
        lines = chain(given_back, lines)
        if which == header:
            return _table(cells, lines, number + len(taken), opened)
        if header == 0:
            columns = [""] * len(cells)
            return _table(columns, chain(taken, lines), number, opened)
        number += len(taken)
    raise AssertionError("a header is a line or none")


def _table(cells: list[str], lines: Iterator[str], first_line: int, opened: Opened) -> Table:
    headers = unique_headers(cells)
    rows = records(lines, opened.delimiter, len(headers), first_line)
    return Table(headers, map(_of_text, rows) if opened.tolerant else rows)


def _of_text(row: tuple[int, list[str]] | Broken) -> tuple[int, list[str]] | Broken:
    """A row with bytes that could not be read is no record, whatever else it says."""
    if isinstance(row, Broken) or not any("\ufffd" in cell for cell in row[1]):
        return row
    return Broken(*row, Sentence(_BYTES))


_BYTES = N_("The row has bytes that do not belong to the file's encoding.")


def _telling(lines: Iterator[str], number: int) -> tuple[str, int]:
    """The next line that says something, and its number."""
    for line in lines:
        if line.strip() and not stated_delimiter(line):
            return line, number
        number += 1
    raise unusable(N_("The file is empty."))
