from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.carrying import OPEN
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.queries import upload_by


@transaction.atomic
def forget_file(upload_id: UUID, *, by: Actor) -> None:
    """Erase one's uploaded file and its trial now.

    Raises `Forbidden`, `NotFound`, and `NotPossibleNow` while the file is being worked on.
    """
    upload = upload_by(by, upload_id)
    if Import.objects.filter(upload=upload, state__in=OPEN).exists():
        raise NotPossibleNow(
            Sentence(N_("This file is being worked on.")), fix=Sentence(N_("Wait until it is done."))
        )
    Import.objects.filter(upload=upload, dry_run=True).delete()
    upload.delete()
