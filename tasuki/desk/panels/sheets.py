"""Partners' sheets of deals: those that one has brought, and how far one is, or what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.panels.imports import WORKING, Counted, RejectedRow, first_rejects, percent_of, rejected_row
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.rules.kept import problem_of
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.models import Import
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.queries import registrations_of, sheet_by, sheets

SHOWN = 20
MADE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet, waiting, at work or over; ``can_submit`` where it was tried and its file is still there."""

    run: Import
    is_working: bool
    percent: int
    counts: tuple[Counted, ...]
    made: tuple[Registration, ...]
    rejects: tuple[RejectedRow, ...]
    refused: Refused | None
    can_submit: bool


def latest_sheets(by: Actor) -> tuple[Import, ...]:
    """Raises Forbidden."""
    return tuple(sheets(by)[:SHOWN])


def sheet_page(import_id: UUID, *, by: Actor) -> SheetPage:
    """Raises Forbidden, NotFound."""
    run = sheet_by(by, import_id)
    is_working = run.state in WORKING
    problems = tuple(problem_of(one) for one in run.problems)
    title = Sentence(N_("The sheet was not registered."))
    return SheetPage(
        run=run,
        is_working=is_working,
        percent=percent_of(run),
        counts=() if is_working or problems else _counts(run),
        made=tuple(registrations_of(run)[:MADE_SHOWN]),
        rejects=() if is_working else tuple(map(rejected_row, first_rejects(run))),
        refused=Refused(title, problems) if problems else None,
        can_submit=run.state == "tried" and run.upload_id is not None and run.by_id == by.person_id,
    )


def _counts(run: Import) -> tuple[Counted, ...]:
    rejects = reverse("sheet_rejects", args=[run.pk]) if run.rejected else ""
    return (
        Counted(gettext("Rows"), run.rows),
        Counted(gettext("Registered"), run.created),
        Counted(gettext("of them where somebody was first"), run.also.get("with_conflicts", 0)),
        Counted(gettext("Registered already"), run.skipped),
        Counted(gettext("Rejected"), run.rejected, rejects),
    )
