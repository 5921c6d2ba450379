"""/opportunities: the deal afterwards, its stages, next steps and end; and /tasks/{id}/done."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer, money
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, Money, page_schema
from tasuki.platform.refusals import NotFound
from tasuki.records.api.tasks import TaskOut, shown
from tasuki.records.models import ContactRole, NextStep, Opportunity, Task
from tasuki.rules.dossier import OpportunityFacts
from tasuki.stages.pipeline import actions
from tasuki.stages.pipeline.queries import OWNERS, opportunity_for

router = Router(tags=["opportunities"])
tasks = Router(tags=["tasks"])
State = Literal["pending_approval", "open", "closed_won", "closed_lost", "voided"]


class OpportunityItem(Schema):
    id: UUID
    external_id: str | None = None
    version: int
    name: str
    origin: str
    state: State
    stage: str = Field(examples=["discovery"])
    stage_since: datetime
    in_forecast: bool
    probability: Decimal | None = Field(None, description="0 to 1")
    amount: Money | None = None
    close_on: date | None = None
    account_id: UUID | None = None
    account: str | None = Field(None, description="its name")
    lead_id: UUID | None = None
    owner: str | None = Field(None, description="handle")
    sdr: str | None = Field(None, description="handle")
    source: str
    campaign: str | None = Field(None, description="code")
    overridden: bool = Field(description="converted by override: a cohort of its own")
    waiver_expires_on: date | None = None
    closed_at: datetime | None = None
    last_activity_at: datetime | None = None
    created_at: datetime


class RoleOut(Schema):
    contact_id: UUID
    name: str
    role: str = Field(examples=["champion"])
    primary: bool


class StepOut(Schema):
    id: UUID
    action: str
    owner: str | None = Field(None, description="handle")
    due_on: date
    done_at: datetime | None = None


class OpportunityOut(OpportunityItem):
    company: str
    product: str
    product_line: str
    use_case: str
    industry_vertical: str
    amount_basis: str
    discount: dict[str, Any] | None = None
    close_date_basis: str
    close_date_evidence: str
    close_date_pushes: int
    follow_up_plan: str
    decision_criteria: str
    competitive_landscape: str
    risks: str
    qualification_notes: str
    fit_at_conversion: int | None = None
    intent_at_conversion: int | None = None
    playbook: str
    segment: str
    fields: dict[str, Any]
    stage_history: list[dict[str, Any]]
    close_reason: str
    close_rationale: str
    competitor: str
    contacts: list[RoleOut]
    next_steps: list[StepOut]


class WhichOpportunities(Schema):
    state: list[State] = Field([], description="may be repeated")
    stage: str | None = Field(None, max_length=50)
    owner: str | None = Field(None, description="handle; me is the caller")
    account: UUID | None = None
    lead: UUID | None = None


class Advance(Body):
    stage: str = Field(max_length=50, examples=["proposal"])
    evidence: str = Field("", max_length=2000, description="what the buyer did")
    close_on: date | None = None
    reason: str = Field("", max_length=60, description="for a later close date (HY-5)")


class Win(Body):
    reason: str = Field("", max_length=60)
    note: str = Field("", max_length=5000)


class Loss(Body):
    reason: str = Field("", max_length=60, examples=["no_budget"])
    rationale: str = Field("", max_length=5000)
    competitor: str = Field("", max_length=200)
    details: dict[str, str] = Field({}, description="what else the reason asks for")


class NewStep(Body):
    action: str = Field(max_length=300, examples=["デモ"])
    due_on: date
    owner: str = Field("", max_length=60, description="handle; else the deal's owner")


class Why(Schema):
    reason: str = Field("", max_length=60, description="a code, for a later close date (HY-5)")
    note: str = Field("", max_length=2000, description="why the source is overwritten (O-13)")


Changes = Annotated[
    dict[str, Any],
    shaped_like(OpportunityFacts, {"risks": "既存ERPの改修時期", "close_on": "2027-03-31"}),
    InBody(),
]
_PLAIN = (
    "id", "external_id", "version", "name", "origin", "state", "stage", "stage_since", "in_forecast", "probability",
    "close_on", "account_id", "lead_id", "source", "overridden", "waiver_expires_on", "closed_at", "last_activity_at",
    "created_at",
)  # fmt: skip
_MORE = (
    "product", "product_line", "use_case", "industry_vertical", "amount_basis", "discount", "close_date_basis",
    "close_date_evidence", "close_date_pushes", "follow_up_plan", "decision_criteria", "competitive_landscape",
    "risks", "qualification_notes", "fit_at_conversion", "intent_at_conversion", "playbook", "segment", "fields",
    "stage_history", "close_reason", "close_rationale", "competitor",
)  # fmt: skip
_COLUMNS = (
    *_PLAIN, "amount", "currency", "account__name", "owner__handle", "sdr__handle", "campaign__code",
)  # fmt: skip
_TOLD_AS = {
    "account__name": "account", "owner__handle": "owner", "sdr__handle": "sdr", "campaign__code": "campaign",
    "company_part": "company",
}  # fmt: skip


@router.get("", response=page_schema(OpportunityItem))
def list_opportunities(
    request: Call, which: Query[WhichOpportunities], paging: Query[Paging]
) -> HttpResponse:
    """The opportunities that one may see, the newest first."""
    ask_any(request.auth, "opportunity.read")
    rows = visible(Opportunity.objects.all(), request.auth, "opportunity.read", *OWNERS)
    if which.state:
        rows = rows.filter(state__in=which.state)
    if which.owner:
        rows = rows.filter(owner__handle=request.auth.handle if which.owner == "me" else which.owner)
    for name in ("stage", "account", "lead"):
        if wanted := getattr(which, name):
            rows = rows.filter(**{name: wanted})
    items, following = page_of(rows, paging, *_COLUMNS, order=("-created_at", "-id"))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.get("/{uuid:opportunity_id}", response=OpportunityOut)
def get_opportunity(request: Call, opportunity_id: UUID) -> HttpResponse:
    """One opportunity with its contacts and next steps. The ETag is its version."""
    rows = visible(Opportunity.objects.all(), request.auth, "opportunity.read", *OWNERS)
    row = rows.filter(pk=opportunity_id).values(*_COLUMNS, *_MORE, "company_part").first()
    if row is None:
        raise NotFound("opportunity", opportunity_id)
    more = {"contacts": _contacts(opportunity_id), "next_steps": _steps(opportunity_id)}
    return answer(_told(row) | more, version=row["version"])


@router.patch("/{uuid:opportunity_id}", response=OpportunityOut)
def change_opportunity(
    request: Call, opportunity_id: UUID, payload: Changes, why: Query[Why]
) -> HttpResponse:
    """Change the fields that are named, through the rules of the conversion. With If-Match only from that version."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        actions.edit(
            opportunity_id,
            payload,
            by=request.auth,
            at=request.at,
            reason=why.reason,
            note=why.note,
            version=expected_version(request),
        )
    return get_opportunity(request, opportunity_id)


@router.post("/{uuid:opportunity_id}/advance", response=OpportunityOut)
def advance_opportunity(request: Call, opportunity_id: UUID, payload: Advance) -> HttpResponse:
    """Move it to another open stage, because something changed on the buyer's side (V-06)."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        actions.advance(
            opportunity_id,
            by=request.auth,
            at=request.at,
            version=expected_version(request),
            **payload.model_dump(),
        )
    return get_opportunity(request, opportunity_id)


@router.post("/{uuid:opportunity_id}/win", response=OpportunityOut)
def win_opportunity(request: Call, opportunity_id: UUID, payload: Win) -> HttpResponse:
    """The buyer signed."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        actions.win(
            opportunity_id,
            by=request.auth,
            at=request.at,
            version=expected_version(request),
            **payload.model_dump(),
        )
    return get_opportunity(request, opportunity_id)


@router.post("/{uuid:opportunity_id}/lose", response=OpportunityOut)
def lose_opportunity(request: Call, opportunity_id: UUID, payload: Loss) -> HttpResponse:
    """The deal is lost, for a reason of the playbook and with a rationale that says something (AR-3)."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        actions.lose(
            opportunity_id,
            by=request.auth,
            at=request.at,
            version=expected_version(request),
            **payload.model_dump(),
        )
    return get_opportunity(request, opportunity_id)


@router.post("/{uuid:opportunity_id}/next-steps", response={201: StepOut})
def add_next_step(request: Call, opportunity_id: UUID, payload: NewStep) -> HttpResponse:
    """What happens next, by whom, by when (O-12)."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        step = actions.add_next_step(opportunity_id, by=request.auth, at=request.at, **payload.model_dump())
    return answer(_step(step), 201)


@router.post("/{uuid:opportunity_id}/next-steps/{uuid:step_id}/done", response=StepOut)
def finish_next_step(request: Call, opportunity_id: UUID, step_id: UUID) -> HttpResponse:
    """The step was taken."""
    if not NextStep.objects.filter(pk=step_id, opportunity=opportunity_id).exists():
        raise NotFound("next step", step_id)
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        step = actions.finish_next_step(step_id, by=request.auth, at=request.at)
    return answer(_step(step))


@tasks.post("/{uuid:task_id}/done", response=TaskOut)
def finish_task(request: Call, task_id: UUID) -> HttpResponse:
    """The task is done."""
    with hiding(lambda: _task_for(request, task_id)):
        task = actions.finish_task(task_id, by=request.auth, at=request.at)
    return answer(shown(task))


def _task_for(request: Call, task_id: UUID) -> Task:
    found = visible(Task.objects.all(), request.auth, "task.edit", "owner").filter(pk=task_id).first()
    if found is None:
        raise NotFound("task", task_id)
    return found


def _told(row: dict[str, Any]) -> dict[str, Any]:
    told = {_TOLD_AS.get(name, name): value for name, value in row.items()}
    return told | {"amount": money(told["amount"], told.pop("currency"))}


def _contacts(opportunity_id: UUID) -> list[dict[str, Any]]:
    rows = ContactRole.objects.filter(opportunity=opportunity_id).order_by(
        "-is_primary", "contact__name", "role"
    )
    return [
        {"contact_id": key, "name": name, "role": role, "primary": primary}
        for key, name, role, primary in rows.values_list("contact_id", "contact__name", "role", "is_primary")
    ]


def _steps(opportunity_id: UUID) -> list[dict[str, Any]]:
    rows = NextStep.objects.filter(opportunity=opportunity_id).select_related("owner")
    return [_step(step) for step in rows.order_by("due_on", "id")]


def _step(step: NextStep) -> dict[str, Any]:
    return {
        "id": step.pk,
        "action": step.action,
        "owner": step.owner.handle if step.owner else None,
        "due_on": step.due_on,
        "done_at": step.done_at,
    }
