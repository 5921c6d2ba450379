"""Import a file, all of it in one transaction: the good rows land, the bad ones come back, nothing is half done."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from django.db import connection, transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.playbooks.queries import in_force
from tasuki.stages.intake.importing.ahead import Ahead
from tasuki.stages.intake.importing.carrying import DoneMeanwhile
from tasuki.stages.intake.importing.landing import Landing
from tasuki.stages.intake.importing.outcome import Outcome
from tasuki.stages.intake.importing.parsing import Reject, chunks
from tasuki.stages.intake.importing.plan import NO_MAPPING, ColumnMapping
from tasuki.stages.intake.importing.recognising import Recognised, recognise_file
from tasuki.stages.intake.importing.recording import DESCRIBED, describe, finish, remember_trial
from tasuki.stages.intake.importing.rejected import Spool, keep_rejects
from tasuki.stages.intake.importing.rejects import RejectsFile, Speak, in_english
from tasuki.stages.intake.importing.table import Rows, table_of
from tasuki.stages.intake.importing.terms import Terms, gather_terms
from tasuki.stages.intake.models import Import

Duplicates = Literal["skip", "update", "create"]
Progress = Callable[[int, int, int], None]
REJECTS_SHOWN = 1_000
_WHICH_IMPORT = 0x7461_7375


class _RolledBack(Exception):
    """A dry run ends here, with everything done and nothing kept."""


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
    run: Import | None = None,
) -> Outcome:
    """Import ``path`` as ``kind``. ``progress`` is told (rows done, bytes read, bytes in all).

    ``run`` is a row that was made when somebody asked; of a dry run it keeps the counts and the rejects. Raises
    `Forbidden`, `UnusableFile`, `Invalid` (a mapping that does not fit), and `DoneMeanwhile`. Imported rows are
    history: they have origin import, start no clocks and send no notices.
    """
    ask_any(by, "import.run")
    began = time.monotonic()
    recognised = recognise_file(kind, path, mapping)
    with closing(Spool()) as spool:
        job = _Job(recognised, by, at, dry_run, speak, spool)
        if run is not None:
            describe(run, recognised)
            run.save(update_fields=DESCRIBED)
        outcome: list[Outcome] = []
        try:
            with transaction.atomic():
                job.begin(run, file_name or path.name, duplicates)
                outcome.append(job.carry_out(rejects_to, progress, began))
                if dry_run:
                    raise _RolledBack
        except _RolledBack:
            if run is not None:
                remember_trial(run, outcome[0].counts, outcome[0].seconds, spool, at=at)
    return outcome[0]


class _Job:
    """One import on its way, from the first row to its event."""

    def __init__(
        self, recognised: Recognised, by: Actor, at: datetime, dry_run: bool, speak: Speak, spool: Spool
    ) -> None:
        book = in_force()
        self.recognised, self.plan, self.by, self.at = recognised, recognised.plan, by, at
        self.dry_run, self.speak, self.spool = dry_run, speak, spool
        self.terms: Terms = replace(gather_terms(book, at), day_order=self.plan.day_order)
        self.stamp = book.stamp
        self.read = 0

    def begin(self, run: Import | None, file_name: str, duplicates: Duplicates) -> None:
        """One import at a time. Raises `DoneMeanwhile`."""
        with connection.cursor() as cursor:
            _prepare(cursor)
        if run is not None:
            # The row itself is left alone until the end: how far it has come is written from outside meanwhile.
            if not Import.objects.filter(pk=run.pk, state="running").exists():
                raise DoneMeanwhile
            self.imported = run
            return
        self.imported = Import(
            kind=self.plan.kind.name, file_name=file_name[:255], duplicates=duplicates, dry_run=self.dry_run,
            asked=self.recognised.mapping.as_json(), by_id=self.by.person_id, started_at=self.at,
        )  # fmt: skip
        describe(self.imported, self.recognised)
        self.imported.save()

    def carry_out(self, rejects_to: Path | None, progress: Progress | None, began: float) -> Outcome:
        shown: list[Reject] = []
        rejected = done = 0
        with ExitStack() as stack:
            cursor = stack.enter_context(connection.cursor())
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

    def _rows(self) -> Rows:
        return table_of(self.recognised.opened, self.recognised.mapping.header, self._reading_at).rows

    def _reading_at(self, position: int) -> None:
        self.read = position

    def _keep(self, rejects: list[Reject]) -> None:
        if self.dry_run:
            self.spool.add(rejects)
        else:
            keep_rejects(self.imported, rejects)

    def _finish(
        self, created: int, updated: int, skipped: int, rejected: int, shown: list[Reject], seconds: float
    ) -> Outcome:
        imported = self.imported
        outcome = Outcome(
            imported.pk, created + updated + skipped + rejected, created, updated, skipped, rejected, seconds,
            tuple(shown), self.plan.unmapped, self.plan.columns, self.recognised.choices, imported.encoding,
            self.dry_run,
        )  # fmt: skip
        finish(imported, outcome.counts, seconds, by=self.by, at=self.at, playbook=self.stamp)
        return outcome


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
