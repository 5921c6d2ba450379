from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.models import Import, Upload
from tasuki.stages.intake.queries import upload_by

OPEN = ("waiting", "running")


@transaction.atomic
def start_import(upload_id: UUID, *, by: Actor, at: datetime, dry_run: bool = False) -> Import:
    """Hand one's uploaded file to a job, for good or as a trial; an earlier trial of it is forgotten.

    Returns the run, which tells how far it has come. Raises `Forbidden`, `NotFound`, and `NotPossibleNow` while the
    file is being worked on.
    """
    upload_by(by, upload_id)
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if Import.objects.filter(upload=upload, state__in=OPEN).exists():
        raise NotPossibleNow(
            Sentence(N_("This file is being worked on.")), fix=Sentence(N_("Wait until it is done."))
        )
    Import.objects.filter(upload=upload, dry_run=True).delete()
    run = Import.objects.create(
        kind=upload.kind, file_name=upload.file_name, digest=upload.digest, encoding=upload.encoding,
        delimiter=upload.delimiter, asked=upload.asked, duplicates=upload.duplicates, state="waiting", dry_run=dry_run,
        upload=upload, by_id=by.person_id, scopes=sorted(by.scopes) if by.scopes is not None else None, started_at=at,
        bytes_in_all=upload.size,
    )  # fmt: skip
    enqueue("intake.carry_out", key=f"import:{run.pk}", import_id=str(run.pk))
    return run
