"""Records from lines. A broken row costs that row: reading goes on with the next line of the file."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasuki.rules.wording import N_, Sentence

MOST_LINES_IN_A_RECORD = 1_000
MOST_CHARACTERS_IN_A_RECORD = 4_000_000
LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is no record of this table: its line, its cells as far as they can be told apart, and why."""

    line: int
    cells: list[str]
    because: Sentence


class _Unclosed(Exception):
    """A quote opened and nothing reasonable closed it."""


class _Feed:
    """Hands lines to the csv reader one by one and remembers those of the record at hand, to give them back."""

    def __init__(self, lines: Iterator[str], first_line: int) -> None:
        self._lines = lines
        self._given_back: deque[str] = deque()
        self._characters = 0
        self.line = first_line - 1
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._lines)
        self.line += 1
        taken = self.taken
        taken.append(line)
        if len(taken) > 1:
            self._characters += len(line)
            if len(taken) > MOST_LINES_IN_A_RECORD or self._characters > MOST_CHARACTERS_IN_A_RECORD:
                raise _Unclosed
        return line

    def begin_record(self) -> None:
        self.taken = []
        self._characters = 0

    def give_back_all_but_the_first(self) -> str:
        first, *rest = self.taken
        self._given_back.extendleft(reversed(rest))
        self.line -= len(rest)
        return first


def header_of(lines: Iterator[str], delimiter: str) -> tuple[list[str], list[str], list[str]]:
    """The cells of the first record, which may span lines; the lines that it took, and those read beyond it in vain."""
    feed = _Feed(lines, 1)
    try:
        cells = next(csv.reader(feed, delimiter=delimiter, strict=True), [])
    except (csv.Error, _Unclosed):
        return _as_far_as_it_goes(feed.taken[0], delimiter), feed.taken[:1], feed.taken[1:]
    return cells, feed.taken, []


def records(
    lines: Iterator[str], delimiter: str, width: int, first_line: int
) -> Iterator[tuple[int, list[str]] | Broken]:
    """(line, cells) for every record with ``width`` cells, or `Broken`; rows of nothing are passed over."""
    csv.field_size_limit(LONGEST_CELL)
    feed = _Feed(lines, first_line)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Unclosed) as error:
            line = feed.line - len(feed.taken) + 1
            yield _mended(feed.give_back_all_but_the_first(), line, delimiter, width, error)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        if len(cells) == width:
            if any(cells):
                yield _row(feed.line - len(feed.taken) + 1, cells)
            continue
        if not any(cells):
            continue
        line = feed.line - len(feed.taken) + 1
        if len(cells) > width and not any(cells[width:]):
            yield _row(line, cells[:width])
            continue
        if len(feed.taken) > 1:
            first = feed.give_back_all_but_the_first()
            yield Broken(line, _as_far_as_it_goes(first, delimiter), Sentence(_UNCLOSED))
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        yield Broken(line, cells, Sentence(_WIDTH, {"found": len(cells), "wanted": width}))


def _row(line: int, cells: list[str]) -> tuple[int, list[str]] | Broken:
    return Broken(line, cells, Sentence(_SUM)) if _is_total(cells) else (line, cells)


_UNCLOSED = N_("A quotation mark is opened and not closed.")
_WIDTH = N_("The row has %(found)s cells where the header has %(wanted)s.")
_SUM = N_("The row is a sum of other rows, and no record.")
_TOO_LONG = N_("A cell is longer than %(most)s characters.")
_LONGEST_TOTAL = 20
_TOTAL = re.compile(
    r"""
    (?: totals? | sum | 計
      | (?P<alone>grand[ ]total | subtotal | 合計 | 総計 | 小計 | 総合計)
      | (?P<named>(?:subtotal | 合計 | 小計)[ :　:：].+ | .+[ 　](?:subtotal | 合計 | 小計))
    )[ 　:：]*(?:[((].*[))])?""",
    re.IGNORECASE | re.VERBOSE,
)
_FIGURE = re.compile(
    r"(?:[A-Z]{3} ?)?[¥￥$€£\\△▲+(-]*\d[\d.,' ]*(?:件|名|社|千円|万円|円|%| ?[A-Z]{3}| records?| rows?)?\)?"
)


def _is_total(cells: Sequence[str]) -> bool:
    """A report ends with the sum of what stands above: called so where it begins, and nothing but figures beside it.

    The sum of a group names the group as well, once, and has a figure.
    """
    first = next(filter(None, cells), "")
    if len(first) > _LONGEST_TOTAL or not (total := _TOTAL.fullmatch(first.strip())):
        return False
    beside = [text for cell in cells if (text := cell.strip())][1:]
    words = [text for text in beside if not _FIGURE.fullmatch(text)]
    if total["named"]:
        return bool(beside) and not words
    if total["alone"] and len(words) == 1 and "@" not in words[0]:
        return len(beside) > 1
    return not words and 2 * (len(beside) + 1) <= len(cells)


def _mended(
    text: str, line: int, delimiter: str, width: int, error: Exception
) -> tuple[int, list[str]] | Broken:
    """A stray quotation mark inside a cell does no harm when the cells can still be told apart."""
    if "field larger than" in str(error):
        return Broken(line, _as_far_as_it_goes(text, delimiter), Sentence(_TOO_LONG, {"most": LONGEST_CELL}))
    cells = _as_far_as_it_goes(text, delimiter)
    unclosed = text.count('"') % 2 == 1 or isinstance(error, _Unclosed) or "unexpected end" in str(error)
    if len(cells) == width and not unclosed:
        return line, cells
    if unclosed:
        return Broken(line, cells, Sentence(_UNCLOSED))
    return Broken(line, cells, Sentence(_WIDTH, {"found": len(cells), "wanted": width}))


def _as_far_as_it_goes(text: str, delimiter: str) -> list[str]:
    """The cells of one line, read without insisting on quotes; an unclosed quote loses its meaning."""
    try:
        cells = next(csv.reader([text.rstrip("\n")], delimiter=delimiter), [])
    except csv.Error:
        cells = text.rstrip("\n").split(delimiter)
    if text.count('"') % 2:
        cells = text.rstrip("\n").split(delimiter)
    return cells
