"""/disputes: decisions that somebody calls wrong, the rulings, and what others can learn from them (DS-1, DS-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as JsonBody
from ninja import Field, Query, Router, Schema

from tasuki.calibration.disputes import actions
from tasuki.calibration.disputes.queries import dispute_for, disputes, learning_cases
from tasuki.calibration.disputes.shapes import case_shape, dispute_shape
from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.rules.reading import read

router = Router(tags=["disputes"])


class DisputeOut(Schema):
    id: UUID
    state: Literal["open", "ruled", "withdrawn"]
    lead_id: UUID
    event: int = Field(description="the decision, by its number in the journal")
    decision: str = Field(description="event code", examples=["lead.disqualified"])
    decided_at: datetime
    decided_by: str | None = Field(None, description="handle; null: the product itself")
    playbook: str = Field(description="the agreement of that day, by whose criteria it is judged")
    side: Literal["marketing", "sales", "joint"] = Field(description="of whoever opened it")
    claim: str
    evidence: list[str]
    opened_at: datetime
    opened_by: str | None = Field(None, description="handle")
    ruler: str | None = Field(None, description="handle: who is asked to rule")
    cause: Literal["", "criteria", "execution"]
    ruling: Literal["", "upheld", "overturned"]
    rationale: str
    rule_change: str = Field(description="what a draft of the agreement should say differently")
    draft: str | None = Field(
        None, description="the version into which that was carried", examples=["article@2"]
    )
    way_back: Literal["", "reopen", "reengage"] = Field(description="how the ruling brought the lead back")
    ended_at: datetime | None = None
    ruled_by: str | None = Field(None, description="handle")


class CaseOut(Schema):
    """A learning case: no lead and no person."""

    id: UUID
    decision: str
    cause: Literal["criteria", "execution"]
    ruling: Literal["upheld", "overturned"]
    title_ja: str
    text_ja: str
    title_en: str
    text_en: str
    published_at: datetime | None = None


class WhichDisputes(Schema):
    state: Literal["open", "ruled", "withdrawn"] | None = None
    lead: UUID | None = None


class NewDispute(Body):
    lead_id: UUID
    event: int = Field(ge=1, le=2**63 - 1, description="seq of the decision, as /events tells it")
    claim: str = Field("", max_length=5000, examples=["The board has approved the budget; see the minutes."])
    evidence: list[str] = Field([], description="links and notes")


class IntoDraft(Body):
    draft: str = Field(
        "", max_length=60, description="a draft to go on in; empty: begin one", examples=["article@2"]
    )


_RULING = {
    "cause": "criteria", "ruling": "overturned", "rationale": "The minutes prove the budget said to be missing.",
    "rule_change": "The budget criterion names minutes of the board.", "brings_back": True,
}  # fmt: skip
_LESSON = {"title_en": "What proves a budget", "text_en": "Minutes of the board do.", "is_published": True}
Judgement = Annotated[dict[str, Any], shaped_like(actions.Judgement, _RULING), JsonBody()]
Lesson = Annotated[dict[str, Any], shaped_like(actions.Lesson, _LESSON), JsonBody()]


@router.get("", response=page_schema(DisputeOut))
def list_disputes(request: Call, which: Query[WhichDisputes], paging: Query[Paging]) -> HttpResponse:
    """Disputes, the latest opened first: one's own, and those about leads that one may see."""
    rows = disputes(request.auth, which.state or "", which.lead)
    found, following = page_of(rows.select_related(None), paging, "id", order=("-opened_at", "-id"))
    by_id = disputes(request.auth).in_bulk([one["id"] for one in found])
    return answer({"items": [dispute_shape(by_id[one["id"]]) for one in found], "next_cursor": following})


@router.post("", response={201: DisputeOut})
def open_dispute(request: Call, payload: NewDispute) -> HttpResponse:
    """Call a decision about a lead wrong. One dispute per decision; nobody disputes their own (409)."""
    made = actions.open_dispute(
        payload.lead_id,
        payload.event,
        claim=payload.claim,
        evidence=payload.evidence,
        by=request.auth,
        at=request.at,
    )
    return answer(_shown(request, made.pk), 201, location=f"{request.path}/{made.pk}")


@router.get("/cases", response=page_schema(CaseOut))
def list_learning_cases(request: Call, paging: Query[Paging]) -> HttpResponse:
    """What was published, the newest first."""
    rows = learning_cases(request.auth)
    order = ("-published_at", "-dispute_id")
    found, following = page_of(rows.select_related(None), paging, "dispute_id", order=order)
    by_id = rows.in_bulk([one["dispute_id"] for one in found])
    return answer(
        {"items": [case_shape(by_id[one["dispute_id"]]) for one in found], "next_cursor": following}
    )


@router.get("/{uuid:dispute_id}", response=DisputeOut)
def get_dispute(request: Call, dispute_id: UUID) -> HttpResponse:
    """One dispute."""
    return answer(_shown(request, dispute_id))


@router.post("/{uuid:dispute_id}/rule", response=DisputeOut)
def rule_on_dispute(request: Call, dispute_id: UUID, payload: Judgement) -> HttpResponse:
    """Rule: it stands beside the decision as its correction. Whoever has a part in it does not rule (409)."""
    actions.rule(dispute_id, read(actions.Judgement, payload), by=request.auth, at=request.at)
    return answer(_shown(request, dispute_id))


@router.post("/{uuid:dispute_id}/withdraw", response=DisputeOut)
def withdraw_dispute(request: Call, dispute_id: UUID) -> HttpResponse:
    """Take one's own dispute back."""
    actions.withdraw(dispute_id, by=request.auth, at=request.at)
    return answer(_shown(request, dispute_id))


@router.post("/{uuid:dispute_id}/carry", response=DisputeOut)
def carry_into_draft(request: Call, dispute_id: UUID, payload: IntoDraft) -> HttpResponse:
    """What the ruling wants changed becomes the note of a draft of the agreement, a new one or one that there is."""
    actions.carry(dispute_id, payload.draft, by=request.auth, at=request.at)
    return answer(_shown(request, dispute_id))


@router.put("/{uuid:dispute_id}/case", response=CaseOut)
def write_learning_case(request: Call, dispute_id: UUID, payload: Lesson) -> HttpResponse:
    """Write what others can learn from a ruling, and publish it. Names are refused unless they are meant (422)."""
    case = actions.write_case(dispute_id, read(actions.Lesson, payload), by=request.auth, at=request.at)
    return answer(case_shape(case))


def _shown(request: Call, dispute_id: UUID) -> dict[str, Any]:
    return dispute_shape(dispute_for(request.auth, dispute_id))
