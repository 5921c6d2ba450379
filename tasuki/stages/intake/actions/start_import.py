from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.stages.intake.importing.carrying import start_run
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.queries import upload_by


@transaction.atomic
def start_import(upload_id: UUID, *, by: Actor, at: datetime, dry_run: bool = False) -> Import:
    """Hand one's uploaded file to a job, for good or as a trial; an earlier trial of it is forgotten.

    Returns the run, which tells how far it has come. Raises `Forbidden`, `NotFound`, and `NotPossibleNow` while the
    file is being worked on.
    """
    upload_by(by, upload_id)
    return start_run(upload_id, "intake.carry_out", by=by, at=at, dry_run=dry_run)
