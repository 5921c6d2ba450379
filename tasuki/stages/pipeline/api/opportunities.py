"""/opportunities: the deal afterwards, its stages and its end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Opportunity
from tasuki.rules.dossier import OpportunityFacts
from tasuki.stages.pipeline import actions
from tasuki.stages.pipeline.api.shapes import (
    OpportunityItem,
    OpportunityOut,
    State,
    contacts_of,
    steps_of,
    told,
)
from tasuki.stages.pipeline.queries import OWNERS, opportunity_for

router = Router(tags=["opportunities"])


class WhichOpportunities(Schema):
    state: list[State] = Field([], description="may be repeated")
    stage: str | None = Field(None, max_length=50)
    owner: str | None = Field(None, description="handle; me is the caller")
    account: UUID | None = None
    lead: UUID | None = None


class Advance(Body):
    stage: str = Field(max_length=50, examples=["proposal"])
    evidence: str = Field("", max_length=2000, description="what the buyer did; on the way back, why (HY-8)")
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


class Nurture(Body):
    reason: str = Field("", max_length=60, examples=["bad_timing"])
    rationale: str = Field("", max_length=5000)
    reengage_on: date | None = None
    trigger: str = Field("", max_length=200, description="what brings it back")
    details: dict[str, str] = Field({}, description="what else the reason asks for")


class Explanation(Body):
    evidence: str = Field(max_length=2000, description="what the buyer did")


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
    return answer({"items": [told(item) for item in items], "next_cursor": following})


@router.get("/{uuid:opportunity_id}", response=OpportunityOut)
def get_opportunity(request: Call, opportunity_id: UUID) -> HttpResponse:
    """One opportunity with its contacts and next steps. The ETag is its version."""
    rows = visible(Opportunity.objects.all(), request.auth, "opportunity.read", *OWNERS)
    row = rows.filter(pk=opportunity_id).values(*_COLUMNS, *_MORE, "company_part").first()
    if row is None:
        raise NotFound("opportunity", opportunity_id)
    more = {"contacts": contacts_of(opportunity_id), "next_steps": steps_of(opportunity_id)}
    return answer(told(row) | more, version=row["version"])


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


@router.post("/{uuid:opportunity_id}/nurture", response=OpportunityOut)
def nurture_opportunity(request: Call, opportunity_id: UUID, payload: Nurture) -> HttpResponse:
    """Not now: it is closed as lost, and its owner gets a task to come back on a day or a trigger (HY-9)."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        actions.nurture(
            opportunity_id,
            by=request.auth,
            at=request.at,
            version=expected_version(request),
            **payload.model_dump(),
        )
    return get_opportunity(request, opportunity_id)


@router.post("/{uuid:opportunity_id}/explain-jump", response=OpportunityOut)
def explain_jump(request: Call, opportunity_id: UUID, payload: Explanation) -> HttpResponse:
    """Say afterwards what the buyer did that made the skipped stages unnecessary (HY-6)."""
    with hiding(lambda: opportunity_for(request.auth, opportunity_id)):
        actions.explain_jump(opportunity_id, payload.evidence, by=request.auth, at=request.at)
    return get_opportunity(request, opportunity_id)
