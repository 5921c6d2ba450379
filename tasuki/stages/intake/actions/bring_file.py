from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.stages.intake.importing.headings import guess_kind, looks_like_a_row
from tasuki.stages.intake.importing.keeping import keep_parts
from tasuki.stages.intake.importing.opening import open_file
from tasuki.stages.intake.importing.plan import ColumnMapping
from tasuki.stages.intake.importing.table import table_of
from tasuki.stages.intake.models import Import, Upload
from tasuki.stages.intake.queries import fitting_mapping, import_by

KEPT_FOR = timedelta(days=7)


def bring_file(path: Path, *, file_name: str, by: Actor, at: datetime, mends: UUID | None = None) -> Upload:
    """Keep a file until it is imported, or for seven days: its encoding and delimiter found out, its kind guessed.

    A mapping that was saved for the same columns is used; ``mends`` names the import whose rejected rows these are,
    mended: they are read as that one was. Raises `Forbidden`, `NotFound`, and `UnusableFile` for what is no table.
    """
    ask_any(by, "import.run")
    before = import_by(by, mends) if mends else None
    opened = open_file(path)
    headers = table_of(opened).headers
    upload = Upload(
        file_name=file_name[:255], size=opened.size, digest=opened.digest, encoding=opened.encoding,
        tolerant=opened.tolerant, delimiter=opened.delimiter, by_id=by.person_id, brought_at=at, erase_at=at + KEPT_FOR,
    )  # fmt: skip
    if before is not None:
        _read_as(before, upload)
    else:
        _read_as_usual(headers, upload)
    with transaction.atomic():
        upload.save()
        keep_parts(upload, path)
    return upload


def _read_as(before: Import, upload: Upload) -> None:
    """The same columns, as they were understood then; the rejects file's own encoding and delimiter are found out."""
    asked = {**before.asked, "columns": before.mapping, "header": 1, "encoding": "", "delimiter": ""}
    upload.kind, upload.duplicates, upload.mends = before.kind, before.duplicates, before
    upload.asked = {**asked, "dates": asked.get("dates") or before.choices.get("dates", "")}


def _read_as_usual(headers: list[str], upload: Upload) -> None:
    saved = fitting_mapping(headers)
    if saved is not None:
        upload.kind, upload.asked, upload.mapping_name = saved.kind, saved.asked, saved.name
        return
    upload.kind = guess_kind(headers, upload.file_name)
    upload.asked = ColumnMapping(header=0 if looks_like_a_row(headers) else 1).as_json()
