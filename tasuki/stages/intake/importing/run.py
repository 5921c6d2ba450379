"""Import a file, all of it in one transaction: the good rows land, the bad ones come back, nothing is half done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.queries import in_force
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.ahead import Ahead
from tasuki.stages.intake.importing.dates import day_order_of
from tasuki.stages.intake.importing.headings import unique_headers
from tasuki.stages.intake.importing.kinds import KINDS, Kind
from tasuki.stages.intake.importing.landing import Landing
from tasuki.stages.intake.importing.opening import Opened, lines_of, open_file, stated_delimiter
from tasuki.stages.intake.importing.parsing import Reject, chunks
from tasuki.stages.intake.importing.plan import NO_MAPPING, ColumnMapping, Plan, make_plan
from tasuki.stages.intake.importing.refusals import unusable
from tasuki.stages.intake.importing.rejects import RejectsFile, Speak, in_english, spoken
from tasuki.stages.intake.importing.rows import Broken, header_of, records
from tasuki.stages.intake.importing.terms import Terms, gather_terms
from tasuki.stages.intake.models import Import, Rejected

Duplicates = Literal["skip", "update", "create"]
Progress = Callable[[int, int, int], None]
SAMPLE_ROWS = 2_000
REJECTS_SHOWN = 1_000
_WHICH_IMPORT = 0x7461_7375


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is taken for, before anything is written: its encoding and the field that each column becomes."""

    opened: Opened
    plan: Plan
    first_line: int

    @property
    def choices(self) -> dict[str, str]:
        """What was decided without proof, so that a person can overrule it in a mapping."""
        if not self.plan.day_order_guessed:
            return {}
        return {"dates": self.plan.day_order}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file. ``rejects`` are the first thousand; the rejects file has all."""

    import_id: UUID
    rows: int
    created: int
    updated: int
    skipped: int
    rejected: int
    seconds: float
    rejects: tuple[Reject, ...]
    unmapped: tuple[str, ...]
    mapping: Mapping[str, str]
    choices: Mapping[str, str]
    encoding: str
    dry_run: bool

    def as_json(self, speak: Speak = in_english) -> dict[str, Any]:
        """The public shape of an import's result (design.md §6)."""
        return {
            "import_id": str(self.import_id), "rows": self.rows, "created": self.created, "updated": self.updated,
            "skipped": self.skipped, "rejected": self.rejected, "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run, "encoding": self.encoding, "mapping": dict(self.mapping),
            "unmapped": list(self.unmapped), "choices": dict(self.choices),
            "rejects": [
                {"line": one.line, "cells": one.cells, "reason": spoken(one.problems, speak)} for one in self.rejects
            ],
        }  # fmt: skip


class _RolledBack(Exception):
    """A dry run ends here, with everything done and nothing kept."""


def recognise_file(kind: str, path: Path, mapping: ColumnMapping = NO_MAPPING) -> Recognised:
    """Open a file and recognise its columns. Raises `UnusableFile`, `Invalid` (the mapping); writes nothing."""
    opened = open_file(path, mapping.encoding, mapping.delimiter)
    lines = lines_of(opened)
    headers, first_line = _headers(lines, opened)
    sample = [
        row[1]
        for row in islice(_rows(lines, opened, len(headers), first_line), SAMPLE_ROWS)
        if not isinstance(row, Broken)
    ]
    plan = make_plan(_kind(kind), headers, sample, mapping)
    return Recognised(opened, _with_day_order(plan, sample, mapping), first_line)


def import_file(
    kind: str,
    path: Path,
    *,
    by: Actor,
    at: datetime,
    mapping: ColumnMapping = NO_MAPPING,
    duplicates: Duplicates = "skip",
    dry_run: bool = False,
    rejects_to: Path | None = None,
    file_name: str = "",
    progress: Progress | None = None,
    speak: Speak = in_english,
) -> Outcome:
    """Import ``path`` as ``kind``. ``progress`` is told (rows done, bytes read, bytes in all).

    Raises `Forbidden`, `UnusableFile`, `Invalid` (a mapping that does not fit). Imported rows are history: they have
    origin import, start no clocks and send no notices.
    """
    ask_any(by, "import.run")
    began = time.monotonic()
    recognised = recognise_file(kind, path, mapping)
    outcome: list[Outcome] = []
    try:
        with transaction.atomic():
            job = _Job(recognised, by, at, duplicates, file_name or path.name, dry_run, speak)
            outcome.append(job.run(rejects_to, progress, began))
            if dry_run:
                raise _RolledBack
    except _RolledBack:
        pass
    return outcome[0]


class _Job:
    """One import on its way, from the first row to its event."""

    def __init__(
        self,
        recognised: Recognised,
        by: Actor,
        at: datetime,
        duplicates: Duplicates,
        file_name: str,
        dry_run: bool,
        speak: Speak,
    ) -> None:
        book = in_force()
        plan = recognised.plan
        self.recognised, self.plan, self.by, self.at, self.dry_run, self.speak = (
            recognised,
            plan,
            by,
            at,
            dry_run,
            speak,
        )
        self.terms: Terms = replace(gather_terms(book, at), day_order=plan.day_order)
        self.stamp = book.stamp
        self.read = 0
        self.imported = Import.objects.create(
            kind=plan.kind.name, file_name=file_name[:255], digest=recognised.opened.digest,
            encoding=recognised.opened.encoding, delimiter=recognised.opened.delimiter, headers=list(plan.headers),
            mapping=plan.columns, unmapped=list(plan.unmapped), choices=recognised.choices, duplicates=duplicates,
            by_id=by.person_id, started_at=at,
        )  # fmt: skip

    def run(self, rejects_to: Path | None, progress: Progress | None, began: float) -> Outcome:
        shown: list[Reject] = []
        rejected = done = 0
        with ExitStack() as stack:
            cursor = stack.enter_context(connection.cursor())
            _prepare(cursor)
            landing = Landing(cursor, self.plan, self.terms, self.imported, self.stamp)
            file = stack.enter_context(_RejectsOnDemand(rejects_to, self.recognised, self.speak))
            for chunk in stack.enter_context(
                Ahead(chunks(self.plan, self.terms, self._rows(), self.imported.duplicates))
            ):
                refused = landing.land(chunk)
                rejects = sorted([*chunk.rejects, *refused], key=lambda reject: reject.line)
                self._keep(rejects)
                file.add(rejects)
                shown += rejects[: REJECTS_SHOWN - len(shown)]
                rejected += len(rejects)
                done += chunk.rows + len(chunk.rejects)
                if progress:
                    progress(done, self.read, self.recognised.opened.size)
        counts = landing.counts
        return self._finish(
            counts["create"], counts["updated"], counts["skip"], rejected, shown, time.monotonic() - began
        )

    def _rows(self) -> Iterator[tuple[int, list[str]] | Broken]:
        opened = self.recognised.opened
        lines = lines_of(opened, self._reading_at)
        _headers(lines, opened)
        return _rows(lines, opened, len(self.plan.headers), self.recognised.first_line)

    def _reading_at(self, position: int) -> None:
        self.read = position

    def _keep(self, rejects: list[Reject]) -> None:
        Rejected.objects.bulk_create(
            [
                Rejected(
                    imported=self.imported, line=reject.line, cells=[_storable(cell) for cell in reject.cells],
                    problems=[
                        {"column": header, "template": why.template, "values": dict(why.values)}
                        for header, why in reject.problems
                    ],
                )
                for reject in rejects
            ],
            batch_size=1_000,
        )  # fmt: skip

    def _finish(
        self, created: int, updated: int, skipped: int, rejected: int, shown: list[Reject], seconds: float
    ) -> Outcome:
        imported = self.imported
        imported.created, imported.updated, imported.skipped, imported.rejected = (
            created,
            updated,
            skipped,
            rejected,
        )
        imported.rows = created + updated + skipped + rejected
        imported.state, imported.seconds, imported.finished_at = "finished", seconds, self.at
        imported.save()
        numbers = {
            "rows": imported.rows,
            "created": created,
            "updated": updated,
            "skipped": skipped,
            "rejected": rejected,
        }
        append(
            Entry(
                "import.finished", self.at, self.by, "import", imported.pk, playbook=self.stamp,
                data={"kind": imported.kind, **numbers}, words={"file": imported.file_name},
            )
        )  # fmt: skip
        return Outcome(
            import_id=imported.pk, seconds=seconds, rejects=tuple(shown), unmapped=self.plan.unmapped,
            mapping=self.plan.columns, choices=self.recognised.choices, encoding=self.recognised.opened.encoding,
            dry_run=self.dry_run, **numbers,
        )  # fmt: skip


class _RejectsOnDemand:
    """The rejects file comes into being with the first reject; no rejects, no file."""

    def __init__(self, path: Path | None, recognised: Recognised, speak: Speak) -> None:
        self._path, self._recognised, self._speak = path, recognised, speak
        self._stack = ExitStack()
        self._file: RejectsFile | None = None

    def __enter__(self) -> _RejectsOnDemand:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def add(self, rejects: list[Reject]) -> None:
        if self._path is None or not rejects:
            return
        if self._file is None:
            stream = self._stack.enter_context(self._path.open("w", encoding="utf-8-sig", newline=""))
            self._file = RejectsFile(
                stream, self._recognised.plan.headers, self._recognised.opened.delimiter, self._speak
            )
        self._file.add(rejects)


def _prepare(cursor: Any) -> None:
    """One import at a time; references are checked with each statement, so that memory stays flat."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WHICH_IMPORT])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL work_mem = '32MB'")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise unusable(N_("“%(kind)s” cannot be imported; %(known)s can."), kind=name, known=list(KINDS))
    return KINDS[name]


def _headers(lines: Iterator[str], opened: Opened) -> tuple[list[str], int]:
    """The first line that says something, and the number of the line after it."""
    for number, line in enumerate(lines, start=1):
        if line.strip() and not stated_delimiter(line):
            cells, taken = header_of(chain([line], lines), opened.delimiter)
            return unique_headers(cells), number + taken
    raise unusable(N_("The file is empty."))


def _rows(
    lines: Iterator[str], opened: Opened, width: int, first_line: int
) -> Iterator[tuple[int, list[str]] | Broken]:
    return records(lines, opened.delimiter, width, first_line)


def _with_day_order(plan: Plan, sample: list[list[str]], mapping: ColumnMapping) -> Plan:
    dated = [
        column.at
        for column in plan.typed
        if column.convert is not None and column.convert.__name__ in ("as_moment", "as_day")
    ]
    order, guessed = day_order_of(row[at] for at in dated for row in sample)
    if mapping.dates:
        return replace(plan, day_order=mapping.dates, day_order_guessed=False)
    return replace(plan, day_order=order, day_order_guessed=guessed)


def _storable(cell: str) -> str:
    return cell.encode("utf-8", "backslashreplace").decode("utf-8")[:32_767]
