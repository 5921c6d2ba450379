"""A partner's sheet of deals: each row is submitted as if somebody had typed it, or comes back with its reasons."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.identity.contact_points import registrable_domain
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.stages.intake.importing.carrying import DoneMeanwhile
from tasuki.stages.intake.importing.parsing import Reject, read_row
from tasuki.stages.intake.importing.plan import NO_MAPPING, ColumnMapping
from tasuki.stages.intake.importing.recognising import Recognised, recognise_as
from tasuki.stages.intake.importing.recording import DESCRIBED, describe, finish, remember_trial
from tasuki.stages.intake.importing.rejected import Spool, keep_rejects
from tasuki.stages.intake.importing.rejects import RejectsFile, Speak, in_english, spoken
from tasuki.stages.intake.importing.rows import Broken
from tasuki.stages.intake.importing.run import Progress
from tasuki.stages.intake.importing.table import table_of
from tasuki.stages.intake.importing.terms import Terms, gather_terms
from tasuki.stages.intake.models import Import, ImportedRow
from tasuki.stages.registration.actions.submit import NewRegistration, submit
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.sheets import REGISTRATIONS

STANDING = ("submitted", "escalated", "approved")


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What became of a sheet: the registrations it made, what stood already, and the rows that stay outside.

    ``import_id`` is its record; a trial that no job carries out keeps none. ``lines`` are where those submitted stand.
    """

    import_id: UUID | None
    rows: int
    submitted: tuple[UUID, ...]
    lines: tuple[int, ...]
    skipped: int
    rejects: tuple[Reject, ...]
    with_conflicts: int
    columns: dict[str, str]
    left_out: tuple[str, ...]
    dry_run: bool

    @property
    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows, "created": len(self.submitted), "updated": 0, "skipped": self.skipped,
            "rejected": len(self.rejects),
        }  # fmt: skip

    def as_json(self, speak: Speak = in_english) -> dict[str, Any]:
        rejects = [
            {"line": one.line, "cells": one.cells, "reason": spoken(one.problems, speak)}
            for one in self.rejects
        ]
        return {
            "import_id": self.import_id, "rows": self.rows, "created": len(self.submitted), "skipped": self.skipped,
            "rejected": len(self.rejects), "with_conflicts": self.with_conflicts,
            "registrations": [] if self.dry_run else list(self.submitted), "mapping": self.columns,
            "unmapped": list(self.left_out), "dry_run": self.dry_run, "rejects": rejects,
        }  # fmt: skip


def submit_sheet(
    path: Path,
    *,
    by: Actor,
    at: datetime,
    mapping: ColumnMapping = NO_MAPPING,
    dry_run: bool = False,
    rejects_to: Path | None = None,
    speak: Speak = in_english,
    file_name: str = "",
    progress: Progress | None = None,
    run: Import | None = None,
) -> SheetRead:
    """Submit every row of a file, in its order and in one transaction; a dry run does the same and keeps nothing.

    A deal that the same partner has registered already, and that still stands, is passed over, so that a sheet sent
    again doubles nothing. The import is recorded, with its rejects; ``run`` is its record where a job carries it out,
    and of a dry run keeps what would have come of it. ``progress`` is told (rows done, bytes read, bytes in all).
    Raises Forbidden, UnusableFile, Invalid (a mapping that does not fit), DoneMeanwhile.
    """
    ask_any(by, "registration.submit")
    began = time.monotonic()
    recognised = recognise_as(REGISTRATIONS, path, mapping)
    imported = run or _record(recognised, file_name or path.name, by, at)
    describe(imported, recognised)
    if run is not None:
        run.save(update_fields=DESCRIBED)
    with transaction.atomic():
        if run is not None and not Import.objects.filter(pk=run.pk, state="running").exists():
            raise DoneMeanwhile
        read = _submitted(recognised, by, at, progress)
        imported.also = {"with_conflicts": read.with_conflicts}
        if dry_run:
            transaction.set_rollback(True)
        else:
            _keep(imported, read, time.monotonic() - began, by, at)
    if dry_run and run is not None:
        with closing(Spool()) as spool:
            spool.add(read.rejects)
            remember_trial(run, read.counts, time.monotonic() - began, spool, at=at)
    if rejects_to is not None and read.rejects:
        _write_rejects(rejects_to, read, recognised, speak)
    is_kept = run is not None or not dry_run
    return replace(read, import_id=imported.pk if is_kept else None, dry_run=dry_run)


def _record(recognised: Recognised, file_name: str, by: Actor, at: datetime) -> Import:
    return Import(
        kind=REGISTRATIONS.name, file_name=file_name[:255], duplicates="skip", asked=recognised.mapping.as_json(),
        by_id=by.person_id, started_at=at,
    )  # fmt: skip


def _keep(imported: Import, read: SheetRead, seconds: float, by: Actor, at: datetime) -> None:
    """The record with its rejects, and which registrations it made."""
    if imported._state.adding:
        imported.save()
    ImportedRow.objects.bulk_create(
        ImportedRow(
            imported=imported, subject=REGISTRATIONS.subject, record_id=key, action="created", line=line
        )
        for key, line in zip(read.submitted, read.lines, strict=True)
    )
    keep_rejects(imported, read.rejects)
    finish(imported, read.counts, seconds, by=by, at=at, playbook=in_force().stamp)


def _submitted(recognised: Recognised, by: Actor, at: datetime, progress: Progress | None) -> SheetRead:
    plan, size = recognised.plan, recognised.opened.size
    made: list[Registration] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    skipped, position = 0, [0]
    terms = replace(gather_terms(in_force(), at), day_order=plan.day_order)
    for row in _rows(recognised, terms, position):
        if progress:
            progress(len(made) + skipped + len(rejects), position[0], size)
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        line, cells, asked = row
        if _stands_already(asked):
            skipped += 1
            continue
        try:
            made.append(submit(asked, by=by, at=at))
        except Invalid as refused:
            headers = {column.target: column.header for column in plan.typed}
            named = [(headers.get(one.pointer.split("/")[1], ""), one.message) for one in refused.problems]
            rejects.append(Reject(line, cells, named))
        else:
            lines.append(line)
    return SheetRead(
        None, len(made) + skipped + len(rejects), tuple(one.pk for one in made), tuple(lines), skipped, tuple(rejects),
        sum(bool(one.conflicts) for one in made), plan.columns, plan.unmapped, dry_run=False,
    )  # fmt: skip


def _rows(
    recognised: Recognised, terms: Terms, position: list[int]
) -> Iterator[Reject | tuple[int, list[str], NewRegistration]]:
    """The rows; ``position`` holds how far the file has been read."""

    def reading_at(place: int) -> None:
        position[0] = place

    for row in table_of(recognised.opened, recognised.mapping.header, reading_at).rows:
        if isinstance(row, Broken):
            yield Reject(row.line, row.cells, [("", row.because)])
            continue
        line, cells = row
        read = read_row(recognised.plan, terms, line, cells)
        if isinstance(read, Reject):
            yield read
        else:
            read.pop("extra", None)
            yield line, cells, NewRegistration(**{"partner": "", **read})


def _stands_already(asked: NewRegistration) -> bool:
    rows = Registration.objects.filter(
        partner__code=asked.partner, state__in=STANDING, product=asked.product, use_case=asked.use_case
    )
    domain = registrable_domain(asked.company_domain)
    return (
        rows.filter(company_domain=domain) if domain else rows.filter(company_name=asked.company_name)
    ).exists()


def _write_rejects(path: Path, read: SheetRead, recognised: Recognised, speak: Speak) -> None:
    with ExitStack() as stack:
        stream = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
        file = RejectsFile(stream, recognised.plan.headers, recognised.opened.delimiter, speak)
        file.add(read.rejects)
