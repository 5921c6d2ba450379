"""/imports: files from elsewhere, their rejects, and taking an import back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, FieldError, page_schema
from tasuki.platform.http.uploads import path_of
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import invalid
from tasuki.rules.kept import problem_of
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake import actions
from tasuki.stages.intake.importing.rejects import Speak
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.queries import (
    ColumnMapping,
    import_by,
    imports,
    mapping_of,
    saved_mapping_called,
    saved_mappings,
)
from tasuki.stages.intake.rejects_file import rejects_file

router = Router(tags=["imports"])
Kind = Literal["leads", "accounts", "contacts", "opportunities", "campaigns", "activities"]


class Progress(Schema):
    rows: int = Field(description="rows that are done")
    bytes: int = Field(description="how much of the file is read")
    bytes_in_all: int


class ImportOut(Schema):
    """``rows`` excludes the header and equals created + updated + skipped + rejected."""

    id: UUID
    kind: str
    file_name: str
    encoding: str
    mapping: dict[str, str] = Field(
        description="column → field; “-” is left out, fields.NAME kept under that name"
    )
    unmapped: list[str] = Field(description="columns that were kept under their own names")
    choices: dict[str, str] = Field(description="what was decided without proof")
    duplicates: str
    dry_run: bool = Field(description="a trial: nothing is kept, and only who asked for it sees it")
    state: Literal["waiting", "running", "tried", "finished", "failed", "reverted"]
    progress: Progress
    errors: list[FieldError] = Field(description="why it failed")
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
    kept_in_all: int
    kept: list[KeptRecord] = Field(description="what was not undone, and why; the first thousand")


class WhichRevert(Schema):
    dry_run: bool = Field(False, description="tell what would be undone, and undo nothing")


class NewImport(Body):
    kind: Kind
    duplicates: Literal["skip", "update", "create"] = "skip"
    mapping: str = Field("", description='JSON: {"columns": {"会社名": "company_name"}, "encoding": "cp932"}')
    mapping_name: str = Field("", description="a saved mapping of this kind, instead of mapping")
    dry_run: bool = False


class Mapping(Body):
    """What is said about a file; see the reference of the import."""

    columns: dict[str, str] = Field({}, examples=[{"会社名": "company_name", "備考": "-"}])
    encoding: str = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    dates: Literal["", "mdy", "dmy"] = ""
    header: int = Field(1, ge=0, le=100, description="the line that names the columns; 0: none does")


class NewMapping(Body):
    name: str = Field(max_length=100)
    kind: Kind
    headers: list[str] = Field(
        description="all columns of the files that it is for", min_length=1, max_length=5000
    )
    mapping: Mapping = Field(default_factory=lambda: Mapping(columns={}, header=1))


class MappingOut(Schema):
    """A mapping that everybody who imports may use; it is proposed for files with the same columns."""

    id: UUID
    name: str
    kind: str
    mapping: Mapping
    by: str | None = Field(None, description="handle")
    saved_at: datetime


AT_ONCE = 1 << 20
"""A file of up to this many bytes is imported while the caller waits."""
_COLUMNS = (
    "id", "kind", "file_name", "encoding", "mapping", "unmapped", "choices", "duplicates", "dry_run", "state",
    "rows_done", "bytes_read", "bytes_in_all", "problems", "rows", "created", "updated", "skipped", "rejected",
    "seconds", "by__handle", "started_at", "finished_at", "reverted_at",
)  # fmt: skip


@router.get("", response=page_schema(ImportOut))
def list_imports(request: Call, paging: Query[Paging]) -> HttpResponse:
    """All imports, the newest first."""
    rows = imports(request.auth).select_related(None)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-started_at", "-id"))
    return answer({"items": [_told(item, request) for item in items], "next_cursor": following})


@router.post("", response={200: ImportResult, 201: ImportResult, 202: ImportOut})
def create_import(
    request: Call, file: Annotated[UploadedFile, File()], payload: Form[NewImport]
) -> HttpResponse:
    """Import a CSV file in one transaction: 201. The good rows land, the others come back with their reasons.

    With ``dry_run`` nothing is kept: 200. A file of more than a megabyte, or any with the header
    ``Prefer: respond-async``, is imported by a job: 202, and Location tells how far it has come.
    """
    path = path_of(file)
    mapping = _mapping(payload, request)
    if (file.size or 0) > AT_ONCE or "respond-async" in request.headers.get("Prefer", ""):
        return _by_a_job(request, path, file.name or "", payload, mapping)
    outcome = actions.import_file(
        payload.kind, path, by=request.auth, at=request.at, mapping=mapping, duplicates=payload.duplicates,
        dry_run=payload.dry_run, file_name=file.name or "", speak=_speaker(request),
    )  # fmt: skip
    location = None if payload.dry_run else f"{request.path}/{outcome.import_id}"
    return answer(outcome.as_json(_speaker(request)), 200 if payload.dry_run else 201, location=location)


def _by_a_job(
    request: Call, path: Path, file_name: str, payload: NewImport, mapping: ColumnMapping
) -> HttpResponse:
    by, at = request.auth, request.at
    with transaction.atomic():
        upload = actions.bring_file(path, file_name=file_name, by=by, at=at)
        actions.describe_file(
            upload.pk, kind=payload.kind, mapping=mapping, duplicates=payload.duplicates, by=by
        )
        run = actions.start_import(upload.pk, dry_run=payload.dry_run, by=by, at=at)
    return answer(_shown(run.pk, request), 202, location=f"{request.path}/{run.pk}")


@router.get("/mappings", response=page_schema(MappingOut))
def list_mappings(request: Call, paging: Query[Paging]) -> HttpResponse:
    """The mappings that have a name."""
    rows = saved_mappings(request.auth).select_related(None)
    columns = ("id", "name", "kind", "asked", "by__handle", "saved_at")
    items, following = page_of(rows, paging, *columns, order=("kind", "name"))
    return answer({"items": [_told_mapping(item) for item in items], "next_cursor": following})


@router.post("/mappings", response={201: MappingOut})
def save_mapping(request: Call, payload: NewMapping) -> HttpResponse:
    """Keep a mapping under a name; one of the same kind and name is replaced."""
    mapping = mapping_of(payload.mapping.model_dump())
    saved = actions.save_mapping(
        payload.name, payload.kind, payload.headers, mapping, by=request.auth, at=request.at
    )
    told = {name: getattr(saved, name) for name in ("id", "name", "kind", "asked", "saved_at")}
    return answer(_told_mapping({**told, "by__handle": request.auth.handle}), 201)


@router.delete("/mappings/{uuid:mapping_id}", response={204: None})
def forget_mapping(request: Call, mapping_id: UUID) -> HttpResponse:
    """Forget a mapping; imports that used it stay as they are."""
    actions.forget_mapping(mapping_id, by=request.auth)
    return HttpResponse(status=204)


@router.get("/{uuid:import_id}", response=ImportOut)
def get_import(request: Call, import_id: UUID) -> HttpResponse:
    """One import, or a trial of one's own: how far it has come, and what came of it."""
    return answer(_shown(import_by(request.auth, import_id).pk, request))


@router.get("/{uuid:import_id}/rejects", response={200: None})
def get_rejects(request: Call, import_id: UUID) -> HttpResponse:
    """The rows that stayed outside, as CSV with the reason in one more column: mend them and import them again."""
    return rejects_file(import_by(request.auth, import_id), _speaker(request))


@router.post("/{uuid:import_id}/revert", response=RevertResult)
def revert_import(request: Call, import_id: UUID, which: Query[WhichRevert]) -> HttpResponse:
    """Take an import back: what it created goes, what it changed returns, unless somebody has changed it since."""
    reverted = actions.revert_import(import_id, by=request.auth, at=request.at, dry_run=which.dry_run)
    return answer(reverted.as_json(_speaker(request)))


def _mapping(payload: NewImport, request: Call) -> ColumnMapping:
    if payload.mapping_name:
        return saved_mapping_called(request.auth, payload.kind, payload.mapping_name)
    if not payload.mapping:
        return ColumnMapping()
    try:
        source = json.loads(payload.mapping)
    except ValueError as error:
        raise invalid("/mapping", N_("The mapping is no JSON: %(error)s"), error=str(error)) from None
    if not isinstance(source, dict):
        raise invalid("/mapping", N_("The mapping is a table of fields."), "not_a_table")
    return mapping_of(source)


def _speaker(request: Call) -> Speak:
    language = language_of(request)
    translate = translator(language)

    def speak(sentence: Sentence) -> str:
        return sentence.spoken(language, translate)

    return speak


def _shown(import_id: UUID, request: Call) -> dict[str, Any]:
    return _told(Import.objects.filter(pk=import_id).values(*_COLUMNS)[0], request)


def _told(row: dict[str, Any], request: Call) -> dict[str, Any]:
    language = language_of(request)
    progress = {
        "rows": row.pop("rows_done"),
        "bytes": row.pop("bytes_read"),
        "bytes_in_all": row.pop("bytes_in_all"),
    }
    errors = [problem_of(one).spoken(language, translator(language)) for one in row.pop("problems")]
    return row | {"by": row.pop("by__handle"), "progress": progress, "errors": errors}


def _told_mapping(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"by": row.pop("by__handle"), "mapping": row.pop("asked")}
