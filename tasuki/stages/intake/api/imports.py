"""/imports: files from elsewhere, their rejects, and taking an import back."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake import actions
from tasuki.stages.intake.importing.rejects import Speak
from tasuki.stages.intake.queries import ColumnMapping, import_by, imports, mapping_of, write_rejects

router = Router(tags=["imports"])
Kind = Literal["leads", "accounts", "contacts", "opportunities", "campaigns", "activities"]


class ImportOut(Schema):
    """``rows`` excludes the header and equals created + updated + skipped + rejected."""

    id: UUID
    kind: str
    file_name: str
    encoding: str
    mapping: dict[str, str] = Field(description="column → field")
    unmapped: list[str] = Field(description="columns that were kept under their own names")
    choices: dict[str, str] = Field(description="what was decided without proof")
    duplicates: str
    state: str = Field(examples=["finished"])
    rows: int
    created: int
    updated: int
    skipped: int
    rejected: int
    seconds: float | None = None
    by: str | None = Field(None, description="handle")
    started_at: datetime
    finished_at: datetime | None = None
    reverted_at: datetime | None = None


class RejectOut(Schema):
    line: int
    cells: list[str]
    reason: str


class ImportResult(Schema):
    """The first thousand rejects; the address of the rejects file has all."""

    import_id: UUID
    rows: int
    created: int
    updated: int
    skipped: int
    rejected: int
    seconds: float
    dry_run: bool = Field(description="true: nothing was kept")
    encoding: str
    mapping: dict[str, str]
    unmapped: list[str]
    choices: dict[str, str]
    rejects: list[RejectOut]


class KeptRecord(Schema):
    subject: str
    id: UUID
    reason: str


class RevertResult(Schema):
    import_id: UUID
    deleted: int
    restored: int
    kept: list[KeptRecord] = Field(description="what was not undone, and why")


class NewImport(Body):
    kind: Kind
    duplicates: Literal["skip", "update", "create"] = "skip"
    mapping: str = Field("", description='JSON: {"columns": {"会社名": "company_name"}, "encoding": "cp932"}')
    dry_run: bool = False


_COLUMNS = (
    "id", "kind", "file_name", "encoding", "mapping", "unmapped", "choices", "duplicates", "state", "rows", "created",
    "updated", "skipped", "rejected", "seconds", "by__handle", "started_at", "finished_at", "reverted_at",
)  # fmt: skip


@router.get("", response=page_schema(ImportOut))
def list_imports(request: Call, paging: Query[Paging]) -> HttpResponse:
    """All imports, the newest first."""
    rows = imports(request.auth).select_related(None)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-started_at", "-id"))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.post("", response={200: ImportResult, 201: ImportResult})
def create_import(
    request: Call, file: Annotated[UploadedFile, File()], payload: Form[NewImport]
) -> HttpResponse:
    """Import a CSV file in one transaction: 201. The good rows land, the others come back with their reasons.

    With ``dry_run`` nothing is kept: 200.
    """
    with _on_disk(file) as path:
        outcome = actions.import_file(
            payload.kind,
            path,
            by=request.auth,
            at=request.at,
            mapping=_mapping(payload.mapping),
            duplicates=payload.duplicates,
            dry_run=payload.dry_run,
            file_name=file.name or "",
            speak=_speaker(request),
        )
    location = None if payload.dry_run else f"{request.path}/{outcome.import_id}"
    return answer(outcome.as_json(_speaker(request)), 200 if payload.dry_run else 201, location=location)


@router.get("/{uuid:import_id}", response=ImportOut)
def get_import(request: Call, import_id: UUID) -> HttpResponse:
    """One import."""
    row = import_by(request.auth, import_id)
    return answer(_told(type(row).objects.filter(pk=row.pk).values(*_COLUMNS)[0]))


@router.get("/{uuid:import_id}/rejects", response={200: None})
def get_rejects(request: Call, import_id: UUID) -> HttpResponse:
    """The rows that stayed outside, as CSV with the reason in one more column: mend them and import them again."""
    row = import_by(request.auth, import_id)
    text = io.StringIO(newline="")
    write_rejects(row, text, _speaker(request))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejects-{row.pk}.csv"'
    return response


@router.post("/{uuid:import_id}/revert", response=RevertResult)
def revert_import(request: Call, import_id: UUID) -> HttpResponse:
    """Take an import back: what it created goes, what it changed returns, unless somebody has changed it since."""
    return answer(actions.revert_import(import_id, by=request.auth, at=request.at).as_json())


def _mapping(text: str) -> ColumnMapping:
    if not text:
        return ColumnMapping()
    try:
        source = json.loads(text)
    except ValueError as error:
        raise invalid("/mapping", N_("The mapping is no JSON: %(error)s"), error=str(error)) from None
    if not isinstance(source, dict):
        raise invalid("/mapping", N_("The mapping is a table of fields."), "not_a_table")
    return mapping_of(source)


@contextmanager
def _on_disk(file: UploadedFile) -> Iterator[Path]:
    """The upload as a file that the import can read twice."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        yield Path(kept.name)


def _speaker(request: Call) -> Speak:
    language = language_of(request)
    translate = translator(language)

    def speak(sentence: Sentence) -> str:
        return sentence.spoken(language, translate)

    return speak


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "by": row.pop("by__handle")}
