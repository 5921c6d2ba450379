"""A look at the beginning of an uploaded file: what its columns hold, and what would become of its first rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from tasuki.stages.intake.importing.keeping import beginning_on_disk
from tasuki.stages.intake.importing.parsing import Reject, read_row
from tasuki.stages.intake.importing.plan import ColumnMapping, Plan, mapping_of
from tasuki.stages.intake.importing.recognising import SAMPLE_ROWS, plan_of
from tasuki.stages.intake.importing.rows import Broken
from tasuki.stages.intake.importing.table import table_of
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.intake.models import Upload

SAMPLES = 3
LONGEST_SAMPLE = 80
UNREADABLE = "\ufffd"


@dataclass(frozen=True, slots=True)
class Look:
    """``rows`` are the first ones, each with its line; ``broken`` ones among them are left out."""

    asked: ColumnMapping
    encoding: str
    delimiter: str
    plan: Plan
    rows: tuple[tuple[int, list[str]], ...]
    broken: int

    @property
    def unreadable(self) -> int:
        """How many cells hold what the encoding does not know."""
        return sum(UNREADABLE in cell for _, cells in self.rows for cell in cells)

    def read_as(self, asked: ColumnMapping) -> Look:
        """The same rows under another mapping of the columns. Raises `Invalid`."""
        cells = [row for _, row in self.rows]
        plan = plan_of(self.plan.kind.name, list(self.plan.headers), cells, asked)
        return replace(self, asked=asked, plan=plan)

    def samples(self, at: int) -> tuple[str, ...]:
        """The first values of a column that differ."""
        return tuple(islice(_different(cells[at].strip() for _, cells in self.rows), SAMPLES))


@dataclass(frozen=True, slots=True)
class Became:
    """A row of the file as it would land, or the reasons why it would not."""

    line: int
    values: dict[str, Any]
    reject: Reject | None


def look_at(upload: Upload, asked: ColumnMapping | None = None, kind: str = "") -> Look:
    """Raises `Invalid` for a mapping that does not fit the columns, `UnusableFile` for a file without any."""
    mapping = asked or mapping_of(upload.asked)
    with beginning_on_disk(upload, mapping) as opened:
        table = table_of(opened, mapping.header)
        found = list(islice(table.rows, SAMPLE_ROWS))
        whole = [row for row in found if not isinstance(row, Broken)]
        plan = plan_of(kind or upload.kind, table.headers, [cells for _, cells in whole], mapping)
        encoding = mapping.encoding or upload.encoding
        return Look(mapping, encoding, opened.delimiter, plan, tuple(whole), len(found) - len(whole))


def first_rows(look: Look, terms: Terms, most: int) -> tuple[Became, ...]:
    """The first rows as the import would read them."""
    ready = replace(terms, day_order=look.plan.day_order)
    return tuple(_became(look.plan, ready, line, cells) for line, cells in look.rows[:most])


def _became(plan: Plan, terms: Terms, line: int, cells: list[str]) -> Became:
    found = read_row(plan, terms, line, cells)
    if isinstance(found, Reject):
        return Became(line, {}, found)
    return Became(line, found, None)


def _different(values: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for value in values:
        if value and value not in seen:
            seen.add(value)
            yield value[:LONGEST_SAMPLE]
