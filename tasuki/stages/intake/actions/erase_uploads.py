from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tasuki.stages.intake.importing.carrying import OPEN
from tasuki.stages.intake.models import Import, Upload

AT_ONCE = 100


@transaction.atomic
def erase_uploads(*, at: datetime) -> int:
    """Erase the files whose time is over, with their trials; one that is being worked on waits. Returns how many."""
    due = Upload.objects.filter(erase_at__lte=at).exclude(runs__state__in=OPEN)
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    Import.objects.filter(upload__in=keys, dry_run=True).delete()
    Upload.objects.filter(pk__in=keys).delete()
    return len(keys)
