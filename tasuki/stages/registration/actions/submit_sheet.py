"""A partner's sheet of deals: each row is submitted as if somebody had typed it, or comes back with its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
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
from tasuki.stages.intake.importing.parsing import Reject, read_row
from tasuki.stages.intake.importing.plan import NO_MAPPING, ColumnMapping
from tasuki.stages.intake.importing.recognising import Recognised, recognise_as
from tasuki.stages.intake.importing.rejects import RejectsFile, Speak, in_english, spoken
from tasuki.stages.intake.importing.rows import Broken
from tasuki.stages.intake.importing.table import table_of
from tasuki.stages.intake.importing.terms import Terms, gather_terms
from tasuki.stages.registration.actions.submit import NewRegistration, submit
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.sheets import REGISTRATIONS

STANDING = ("submitted", "escalated", "approved")


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What became of a sheet: the registrations it made, what stood already, and the rows that stay outside."""

    rows: int
    submitted: tuple[UUID, ...]
    skipped: int
    rejects: tuple[Reject, ...]
    with_conflicts: int
    columns: dict[str, str]
    left_out: tuple[str, ...]
    dry_run: bool

    def as_json(self, speak: Speak = in_english) -> dict[str, Any]:
        rejects = [
            {"line": one.line, "cells": one.cells, "reason": spoken(one.problems, speak)}
            for one in self.rejects
        ]
        return {
            "rows": self.rows, "created": len(self.submitted), "skipped": self.skipped, "rejected": len(self.rejects),
            "with_conflicts": self.with_conflicts, "registrations": [] if self.dry_run else list(self.submitted),
            "mapping": self.columns, "unmapped": list(self.left_out), "dry_run": self.dry_run, "rejects": rejects,
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
) -> SheetRead:
    """Submit every row of a file, in its order and in one transaction; a dry run does the same and keeps nothing.

    A deal that the same partner has registered already, and that still stands, is passed over, so that a sheet sent
    again doubles nothing. Raises Forbidden, UnusableFile, Invalid (a mapping that does not fit).
    """
    ask_any(by, "registration.submit")
    recognised = recognise_as(REGISTRATIONS, path, mapping)
    with transaction.atomic():
        read = _submitted(recognised, by, at)
        if dry_run:
            transaction.set_rollback(True)
    if rejects_to is not None and read.rejects:
        _write_rejects(rejects_to, read, recognised, speak)
    return replace(read, dry_run=dry_run)


def _submitted(recognised: Recognised, by: Actor, at: datetime) -> SheetRead:
    plan = recognised.plan
    made: list[Registration] = []
    rejects: list[Reject] = []
    skipped = 0
    for row in _rows(recognised, replace(gather_terms(in_force(), at), day_order=plan.day_order)):
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
    return SheetRead(
        len(made) + skipped + len(rejects), tuple(one.pk for one in made), skipped, tuple(rejects),
        sum(bool(one.conflicts) for one in made), plan.columns, plan.unmapped, dry_run=False,
    )  # fmt: skip


def _rows(recognised: Recognised, terms: Terms) -> Iterator[Reject | tuple[int, list[str], NewRegistration]]:
    for row in table_of(recognised.opened, recognised.mapping.header).rows:
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
