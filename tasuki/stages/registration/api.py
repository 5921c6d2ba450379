"""/registrations and /partners: deals that partners register, and who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as JsonBody
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, FieldError, Money, page_schema
from tasuki.platform.http.uploads import path_of
from tasuki.platform.language import language_of, translator
from tasuki.rules.kept import problem_of
from tasuki.rules.reading import read
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.rejects_file import rejects_file
from tasuki.stages.registration import actions
from tasuki.stages.registration.models import Registration
from tasuki.stages.registration.queries import (
    partners,
    registration_for,
    registrations,
    registrations_of,
    sheet_by,
)
from tasuki.stages.registration.shapes import Speak, partner_shape, registration_shape

router = Router(tags=["registrations"])
partner_router = Router(tags=["registrations"])
AT_ONCE = 1 << 16
"""A sheet of up to this many bytes is submitted while the caller waits."""
State = Literal["submitted", "escalated", "approved", "rejected", "expired"]


class ConflictOut(Schema):
    """What was there first at the moment of the submit."""

    kind: Literal["lead", "opportunity", "registration"]
    id: UUID
    name: str
    company: str
    since: datetime
    because: str


class RegistrationOut(Schema):
    id: UUID
    number: str = Field(description="the registration id of an approved one", examples=["DR-00007"])
    state: State
    partner: str = Field(description="its code")
    company_name: str
    company_domain: str
    country: str
    contact_name: str
    contact_email: str
    evidence: str
    amount: Money | None = None
    product: str
    use_case: str
    source: str
    rfp_status: str
    territory: str
    expected_close_on: date | None = None
    account_id: UUID | None = None
    conflicts: list[ConflictOut]
    submitted_at: datetime
    submitted_by: str | None = Field(None, description="handle")
    escalated_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str | None = Field(None, description="handle")
    rationale: str
    override_reason: str
    protected_until: datetime | None = None


class WhichRegistrations(Schema):
    state: State | None = None
    partner: str | None = Field(None, description="its code")


class Approving(Body):
    rationale: str = Field("", max_length=5000)
    override_reason: str = Field("", max_length=5000, description="needed where somebody was first (DG-4)")
    days: int | None = Field(None, ge=1, le=3650, description="protection; by default the agreement's")


class Rejecting(Body):
    rationale: str = Field(
        "", max_length=5000, examples=["We have worked with them since spring; see the lead."]
    )


class Escalating(Body):
    reason: str = Field(
        "", max_length=5000, examples=["Two partners name the same plant; the group decides."]
    )


class PartnerOut(Schema):
    id: UUID
    code: str
    name: str
    tier: str
    contact_name: str
    contact_email: str
    manager: str | None = Field(None, description="handle")
    is_active: bool


class PartnerIn(Body):
    name: str | None = Field(None, max_length=1000)
    tier: str | None = Field(None, max_length=1000)
    contact_name: str | None = Field(None, max_length=1000)
    contact_email: str | None = Field(None, max_length=1000)
    manager: str | None = Field(None, max_length=60, description="handle; empty: nobody")
    is_active: bool | None = None


class NewPartner(PartnerIn):
    code: str = Field(max_length=1000, examples=["hokuto-si"])


_EXAMPLE = {
    "partner": "hokuto-si", "company_name": "株式会社サンプル製作所", "company_domain": "example.co.jp",
    "country": "JP", "evidence": "2026-11-18の商談議事録", "product": "Planner",
    "amount": {"amount": "11500000", "currency": "JPY"},
}  # fmt: skip
NewRegistration = Annotated[dict[str, Any], shaped_like(actions.NewRegistration, _EXAMPLE), JsonBody()]


@router.get("", response=page_schema(RegistrationOut))
def list_registrations(
    request: Call, which: Query[WhichRegistrations], paging: Query[Paging]
) -> HttpResponse:
    """Registrations, the latest submitted first."""
    rows = registrations(request.auth, which.state or "")
    if which.partner:
        rows = rows.filter(partner__code=which.partner)
    found, following = page_of(rows.select_related(None), paging, "id", order=("-submitted_at", "-id"))
    by_id = registrations(request.auth).in_bulk([one["id"] for one in found])
    items = [_told(by_id[one["id"]], request) for one in found]
    return answer({"items": items, "next_cursor": following})


@router.post("", response={201: RegistrationOut})
def submit_registration(request: Call, payload: NewRegistration) -> HttpResponse:
    """Register a deal. The moment counts; what was there first is in ``conflicts`` and stands before the reviewer."""
    asked = read(actions.NewRegistration, payload)
    made = actions.submit(asked, by=request.auth, at=request.at)
    return answer(_shown(request, made.pk), 201, location=f"{request.path}/{made.pk}")


class SheetRow(Schema):
    line: int
    cells: list[str]
    reason: str


class SheetCounts(Schema):
    """What became of a partner's sheet: rows = created + skipped + rejected."""

    dry_run: bool
    rows: int
    created: int
    skipped: int = Field(description="registered already by the same partner")
    rejected: int
    with_conflicts: int = Field(description="of those created, where somebody was first")
    registrations: list[UUID]


class SheetOut(SheetCounts):
    """What became of a partner's sheet, told to whoever waited for it."""

    import_id: UUID | None = Field(
        None, description="its record; a dry run while the caller waits keeps none"
    )
    mapping: dict[str, str]
    unmapped: list[str] = Field(description="columns that nobody knows; they are left out")
    rejects: list[SheetRow]


class SheetRun(SheetCounts):
    """A sheet on its way, or done; the address of its rejects has the rows that stay outside."""

    id: UUID
    file_name: str
    state: Literal["waiting", "running", "tried", "finished", "failed"]
    rows_done: int
    errors: list[FieldError] = Field(description="why it failed")
    started_at: datetime
    finished_at: datetime | None = None


@router.post("/import", response={200: SheetOut, 201: SheetOut, 202: SheetRun})
def import_registrations(
    request: Call, file: Annotated[UploadedFile, File()], dry_run: Annotated[bool, Form()] = False
) -> HttpResponse:
    """Register the deals of a partner's CSV file, each as if typed; bad rows come back with their reasons: 201.

    With ``dry_run`` nothing is kept: 200. A file of more than 64 kilobytes, or any with the header
    ``Prefer: respond-async``, is worked off by a job: 202, and Location tells how far it has come.
    """
    speak, path, by, at = _speaker(request), path_of(file), request.auth, request.at
    name = file.name or ""
    if (file.size or 0) > AT_ONCE or "respond-async" in request.headers.get("Prefer", ""):
        run = actions.bring_sheet(path, file_name=name, by=by, at=at, dry_run=dry_run)
        return answer(_sheet(run, request), 202, location=f"{request.path}/{run.pk}")
    found = actions.submit_sheet(path, by=by, at=at, dry_run=dry_run, speak=speak, file_name=name)
    location = None if dry_run else f"{request.path}/{found.import_id}"
    return answer(found.as_json(speak), 200 if dry_run else 201, location=location)


@router.get("/import/{uuid:import_id}", response=SheetRun)
def get_registrations_import(request: Call, import_id: UUID) -> HttpResponse:
    """One's own sheet: how far it has come, and what came of it."""
    return answer(_sheet(sheet_by(request.auth, import_id), request))


@router.get("/import/{uuid:import_id}/rejects", response={200: None})
def get_registrations_rejects(request: Call, import_id: UUID) -> HttpResponse:
    """The rows that stayed outside, as CSV with the reason in one more column: mend them and send them again."""
    return rejects_file(sheet_by(request.auth, import_id), _speaker(request))


def _sheet(run: Import, request: Call) -> dict[str, Any]:
    language = language_of(request)
    return {
        "id": run.pk, "file_name": run.file_name, "dry_run": run.dry_run, "state": run.state,
        "rows_done": run.rows_done, "rows": run.rows, "created": run.created, "skipped": run.skipped,
        "rejected": run.rejected, "with_conflicts": run.also.get("with_conflicts", 0),
        "registrations": list(registrations_of(run).values_list("pk", flat=True)),
        "errors": [problem_of(one).spoken(language, translator(language)) for one in run.problems],
        "started_at": run.started_at, "finished_at": run.finished_at,
    }  # fmt: skip


@router.get("/{uuid:registration_id}", response=RegistrationOut)
def get_registration(request: Call, registration_id: UUID) -> HttpResponse:
    """One registration."""
    return answer(_shown(request, registration_id))


@router.post("/{uuid:registration_id}/approve", response=RegistrationOut)
def approve_registration(request: Call, registration_id: UUID, payload: Approving) -> HttpResponse:
    """Yes: it gets its registration id and protects the company. Nobody decides about their own (403)."""
    actions.approve(
        registration_id,
        by=request.auth,
        at=request.at,
        rationale=payload.rationale,
        override_reason=payload.override_reason,
        days=payload.days,
    )
    return answer(_shown(request, registration_id))


@router.post("/{uuid:registration_id}/reject", response=RegistrationOut)
def reject_registration(request: Call, registration_id: UUID, payload: Rejecting) -> HttpResponse:
    """No, with a rationale."""
    actions.reject(registration_id, rationale=payload.rationale, by=request.auth, at=request.at)
    return answer(_shown(request, registration_id))


@router.post("/{uuid:registration_id}/escalate", response=RegistrationOut)
def escalate_registration(request: Call, registration_id: UUID, payload: Escalating) -> HttpResponse:
    """To those who may overrule; its clock goes on."""
    actions.escalate(registration_id, reason=payload.reason, by=request.auth, at=request.at)
    return answer(_shown(request, registration_id))


@partner_router.get("", response=page_schema(PartnerOut))
def list_partners(request: Call, paging: Query[Paging]) -> HttpResponse:
    """Partners, by code."""
    rows = partners(request.auth)
    found, following = page_of(rows.select_related(None), paging, "id", order=("code",))
    by_id = rows.in_bulk([one["id"] for one in found])
    return answer({"items": [partner_shape(by_id[one["id"]]) for one in found], "next_cursor": following})


@partner_router.post("", response={201: PartnerOut})
def add_partner(request: Call, payload: NewPartner) -> HttpResponse:
    """A new partner; its code stays."""
    made = actions.add_partner(payload.code, _given(payload), by=request.auth, at=request.at)
    return answer(partner_shape(made), 201, location=f"{request.path}/{made.code}")


@partner_router.patch("/{str:code}", response=PartnerOut)
def change_partner(request: Call, code: str, payload: PartnerIn) -> HttpResponse:
    """Change the fields that are named."""
    return answer(partner_shape(actions.edit_partner(code, _given(payload), by=request.auth, at=request.at)))


def _given(payload: PartnerIn) -> actions.PartnerFields:
    given: Any = {
        name: value
        for name, value in payload.dict(exclude_unset=True).items()
        if name != "code" and value is not None
    }
    return given  # type: ignore[no-any-return]


def _shown(request: Call, registration_id: UUID) -> Mapping[str, Any]:
    return _told(registration_for(request.auth, registration_id), request)


def _told(row: Registration, request: Call) -> Mapping[str, Any]:
    return registration_shape(row, _speaker(request))


def _speaker(request: Call) -> Speak:
    language = language_of(request)
    translate = translator(language)
    return lambda one: one.spoken(language, translate)
