from __future__ import annotations

from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.plan import ColumnMapping
from tasuki.stages.intake.importing.recognising import kind_called
from tasuki.stages.intake.importing.run import Duplicates
from tasuki.stages.intake.models import Upload
from tasuki.stages.intake.queries import upload_by


@transaction.atomic
def describe_file(
    upload_id: UUID,
    *,
    by: Actor,
    kind: str | None = None,
    mapping: ColumnMapping | None = None,
    mapping_name: str | None = None,
    duplicates: Duplicates | None = None,
) -> Upload:
    """Say how one's uploaded file is to be read; what is not named stays. Raises `Forbidden`, `NotFound`, `Invalid`."""
    upload = upload_by(by, upload_id)
    if kind is not None:
        upload.kind = kind_called(kind).name
    if mapping is not None:
        upload.asked = mapping.as_json()
    if mapping_name is not None:
        upload.mapping_name = mapping_name
    if duplicates is not None:
        if duplicates not in ("skip", "update", "create"):
            raise invalid(
                "/duplicates", N_("Choose what happens to rows that are here already."), "not_allowed"
            )
        upload.duplicates = duplicates
    upload.save(update_fields=["kind", "asked", "mapping_name", "duplicates"])
    return upload
