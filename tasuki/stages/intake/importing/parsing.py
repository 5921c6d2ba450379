"""From records to chunks that are ready to be copied. Pure computation: it runs in a thread of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from tasuki.platform.ids import new_id
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.cells import is_non_answer
from tasuki.stages.intake.importing.fields import fields_called
from tasuki.stages.intake.importing.kinds.kind import Staged, compact_name
from tasuki.stages.intake.importing.plan import Plan
from tasuki.stages.intake.importing.refusals import Unfit
from tasuki.stages.intake.importing.rows import Broken
from tasuki.stages.intake.importing.terms import Terms

CHUNK_ROWS = 10_000
CHUNK_CHARACTERS = 24_000_000
COMMON = ("line", "id", "digest", "twin", "extra")
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_NEUTRALISED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


Problems = list[tuple[str, Sentence]]
"""Each reason with the header of the column that it is about."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that stays outside, as it stood in the file, and every reason."""

    line: int
    cells: list[str]
    problems: Problems


@dataclass(slots=True)
class Chunk:
    """Rows as lines for COPY, the rows that failed, and the cells of all, should the database refuse one."""

    text: io.StringIO = field(default_factory=io.StringIO)
    rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    cells: dict[int, list[str]] = field(default_factory=dict)
    has_twins: bool = False


def staged_columns(plan: Plan) -> tuple[str, ...]:
    kind = plan.kind
    return (*COMMON, *(column.name for column in (*kind.lands, *kind.stages)))


def chunks(
    plan: Plan, terms: Terms, rows: Iterable[tuple[int, list[str]] | Broken], duplicates: str
) -> Iterator[Chunk]:
    """Chunks of at most `CHUNK_ROWS` rows. Twins inside a chunk are found here, across chunks by the database."""
    names = staged_columns(plan)[len(COMMON) :]
    keeps_cells = bool(plan.kind.refuse)
    chunk, twins = Chunk(), Twins(plan, duplicates)
    for row in rows:
        if isinstance(row, Broken):
            chunk.rejects.append(Reject(row.line, row.cells, [("", row.because)]))
        else:
            line, cells = row
            staged = read_row(plan, terms, line, cells)
            if isinstance(staged, Reject):
                chunk.rejects.append(staged)
            else:
                identifier, digest = str(new_id()), _digest(plan, cells)
                twin = twins.of(staged, identifier, digest)
                chunk.has_twins |= twin is not None
                get = staged.get
                values = (line, identifier, digest, twin, get("extra"), *[get(name) for name in names])
                chunk.text.write(copy_line(values))
                chunk.rows += 1
                if keeps_cells:
                    chunk.cells[line] = cells
        if chunk.rows + len(chunk.rejects) >= CHUNK_ROWS or chunk.text.tell() > CHUNK_CHARACTERS:
            yield chunk
            chunk, twins = Chunk(), Twins(plan, duplicates)
    if chunk.rows or chunk.rejects:
        yield chunk


def copy_line(values: Sequence[object]) -> str:
    """One row in COPY's text format, where nothing and the empty text are both NULL."""
    cells = ["" if value is None else value if value.__class__ is str else str(value) for value in values]
    line = "\t".join(cells)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(cells):
        line = "\t".join([cell.translate(_ESCAPED) for cell in cells])
    return line + "\n"


def read_row(plan: Plan, terms: Terms, line: int, cells: list[str]) -> Staged | Reject:
    values: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    problems: Problems = []
    for column in plan.typed:
        text = cells[column.at].strip()
        if not text:
            continue
        if text[0] == "'" and text.startswith(_NEUTRALISED):
            text = text[1:]
        if column.keep:
            extras[column.header] = text
        if column.convert is None:
            if len(text) > column.longest:
                extras[column.header], text = text, text[: column.longest]
            values[column.target] = text
        elif is_non_answer(text):
            extras[column.header] = text
        else:
            try:
                value = column.convert(text, terms)
            except Unfit as unfit:
                problems.append((column.header, unfit.sentence))
            else:
                if value is None:
                    extras[column.header] = text
                else:
                    values[column.target] = value
    for one in plan.loose:
        if text := cells[one.at].strip():
            extras[one.name] = text[1:] if text[0] == "'" and text.startswith(_NEUTRALISED) else text
    if not problems and not plan.kind.needs & values.keys():
        needed = fields_called(plan.kind.name, plan.kind.needs & set(plan.columns.values()))
        problems.append(("", Sentence(_NOTHING, {"needed": needed})))
    if problems:
        return Reject(line, cells, problems)
    staged = plan.kind.assemble(values, extras, terms)
    staged[plan.loose_column] = orjson.dumps(extras).decode() if extras else None
    return staged


_NOTHING = N_("The row does not say what it is about: one of %(needed)s is needed.")


def _digest(plan: Plan, cells: list[str]) -> str:
    """What a row says, whatever file it comes in; the same row of a rejects file has the same digest."""
    if plan.reason_at is not None:
        cells = [cell for at, cell in enumerate(cells) if at != plan.reason_at]
    text = "\x1f".join((plan.kind.name, *cells))
    return blake2b(text.encode(), digest_size=16).hexdigest()


class Twins:
    """Which rows of one chunk are about one record: by id, by being the same row, by the kind's own identities."""

    def __init__(self, plan: Plan, duplicates: str) -> None:
        self._kind = plan.kind
        self._by_looks = duplicates != "create"
        self._strong: dict[str, str] = {}
        self._weak: dict[str, tuple[str, str, str]] = {}

    def of(self, row: Staged, identifier: str, digest: str) -> str | None:
        external_id = row.get("external_id") or ""
        twin = self._strong.get(external_id) if external_id else None
        identities: tuple[str, ...] = ()
        if self._by_looks:
            identities = (digest, *self._kind.identities(row))
            name = compact_name(row.get("name") or "")
            if twin is None:
                twin = self._by_identity(identities, external_id, name)
            for identity in identities:
                self._weak.setdefault(identity, (twin or identifier, external_id, name))
        if external_id:
            self._strong.setdefault(external_id, twin or identifier)
        return twin

    def _by_identity(self, identities: tuple[str, ...], external_id: str, name: str) -> str | None:
        for identity in identities:
            if other := self._weak.get(identity):
                same_system = external_id and other[1] and external_id != other[1]
                if not same_system or name == other[2]:
                    return other[0]
        return None
