"""A sheet of deals for a job: the file is kept, tried or submitted beside the request, and erased when it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.stages.intake.importing.carrying import carry_out_run, start_run
from tasuki.stages.intake.importing.keeping import keep_parts
from tasuki.stages.intake.importing.plan import NO_MAPPING, ColumnMapping, mapping_of
from tasuki.stages.intake.importing.recognising import recognise_as
from tasuki.stages.intake.importing.showing import Showing
from tasuki.stages.intake.models import Import, Upload
from tasuki.stages.registration.actions.submit_sheet import submit_sheet
from tasuki.stages.registration.sheets import REGISTRATIONS

KEPT_FOR = timedelta(days=7)
JOB = "registration.carry_out_sheet"


@transaction.atomic
def bring_sheet(
    path: Path,
    *,
    file_name: str,
    by: Actor,
    at: datetime,
    mapping: ColumnMapping = NO_MAPPING,
    dry_run: bool = False,
) -> Import:
    """Keep a sheet and hand it to a job, for good or as a trial; returns the run, which tells how far it has come.

    Raises Forbidden, UnusableFile, Invalid (a mapping that does not fit).
    """
    ask_any(by, "registration.submit")
    opened = recognise_as(REGISTRATIONS, path, mapping).opened
    upload = Upload.objects.create(
        file_name=file_name[:255], size=opened.size, digest=opened.digest, encoding=opened.encoding,
        tolerant=opened.tolerant, delimiter=opened.delimiter, kind=REGISTRATIONS.name, asked=mapping.as_json(),
        by_id=by.person_id, brought_at=at, erase_at=at + KEPT_FOR,
    )  # fmt: skip
    keep_parts(upload, path)
    return start_run(upload.pk, JOB, by=by, at=at, dry_run=dry_run)


@transaction.atomic
def submit_tried(import_id: UUID, *, by: Actor, at: datetime) -> Import:
    """Submit for good the sheet that this trial of one's own tried. Raises Forbidden, NotFound, NotPossibleNow."""
    ask_any(by, "registration.submit")
    tried = Import.objects.filter(
        pk=import_id, kind=REGISTRATIONS.name, by=by.person_id, dry_run=True
    ).first()
    if tried is None or tried.upload_id is None:
        raise NotFound("import", import_id)
    return start_run(tried.upload_id, JOB, by=by, at=at, dry_run=False)


def carry_out_sheet(import_id: UUID, *, at: datetime) -> None:
    """Work off a run of a sheet; to do it twice changes nothing."""

    def work(run: Import, path: Path, by: Actor, showing: Showing) -> None:
        submit_sheet(
            path, by=by, at=at, mapping=mapping_of(run.asked), dry_run=run.dry_run, progress=showing, run=run
        )

    carry_out_run(import_id, work, "registration.submit", at=at)
