"""The rejects file: the same columns, the reason in one more, ready to be mended and imported again.

A spreadsheet runs a cell that begins with = + - @ or a tab as a formula, so such cells leave with an apostrophe in
front; on the way in the apostrophe is taken off again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from tasuki.rules.wording import Sentence
from tasuki.stages.intake.importing.headings import REASON_COLUMN
from tasuki.stages.intake.importing.parsing import Reject

Speak = Callable[[Sentence], str]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_SHOWN = 32_767


def in_english(sentence: Sentence) -> str:
    return sentence.spoken("en")


class RejectsFile:
    """Writes the header at once and each reject as it comes; ``speak`` words a sentence in the reader's language."""

    def __init__(
        self, file: TextIO, headers: Sequence[str], delimiter: str = ",", speak: Speak = in_english
    ) -> None:
        self._writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        self._positions = [at for at, header in enumerate(headers) if header != REASON_COLUMN]
        self._width = len(headers)
        self._speak = speak
        self._writer.writerow([*(harmless(headers[at]) for at in self._positions), REASON_COLUMN])

    def add(self, rejects: Iterable[Reject]) -> None:
        for reject in rejects:
            self.add_row(reject.cells, spoken(reject.problems, self._speak))

    def add_row(self, cells: Sequence[str], reason: str) -> None:
        """What a row has beyond the header's columns comes after the reason, so that the reason keeps its place."""
        known = [cells[at] if at < len(cells) else "" for at in self._positions]
        self._writer.writerow([harmless(cell) for cell in (*known, reason, *cells[self._width :])])


def harmless(cell: str) -> str:
    text = cell.encode("utf-8", "backslashreplace").decode("utf-8")[:LONGEST_SHOWN]
    return f"'{text}" if text.startswith(_FORMULA) else text


def spoken(problems: Sequence[tuple[str, Sentence]], speak: Speak = in_english) -> str:
    """All reasons of a row in one cell, each after the header of its column."""
    return " / ".join(f"{header}: {speak(why)}" if header else speak(why) for header, why in problems)
