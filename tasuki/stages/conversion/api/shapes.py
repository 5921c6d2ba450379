"""What goes into and comes out of the conversion's endpoints."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.schemas import Body, Decision, FieldError, Finding
from tasuki.stages.conversion.input import ConvertInput


class Converted(Schema):
    """The ids, the same for the first call and every one after."""

    conversion_id: UUID
    lead_id: UUID
    account_id: UUID
    contact_id: UUID | None = None
    opportunity_id: UUID
    success: Literal[True]
    created: bool = Field(description="false when an earlier call had converted the lead")
    joined: bool = Field(description="true when the opportunity stood before and the lead joined it")
    state: str = Field(examples=["open"], description="pending_approval: outside the forecast until granted")
    approval_id: UUID | None = None
    unmapped_fields: list[str] = Field(description="fields of the lead that the opportunity has no place for")
    warnings: list[Finding]
    decision: Decision
    errors: list[FieldError] = []


class NotConverted(Schema):
    lead_id: UUID
    success: Literal[False]
    errors: list[FieldError]


class Results(Schema):
    results: list[Converted | NotConverted] = Field(description="in the order of the items")


class BatchItem(Body):
    lead_id: UUID
    input: Annotated[dict[str, Any], shaped_like(ConvertInput)] = Field(
        default_factory=dict, description="as for a single conversion"
    )
    idempotency_key: str | None = Field(None, max_length=200)


class BatchRequest(Body):
    items: list[BatchItem] = Field(min_length=1, max_length=20_000)


class BatchOut(Schema):
    id: UUID
    state: Literal["waiting", "running", "finished"]
    total: int
    done: int
    succeeded: int
    failed: int
    asked_at: datetime
    finished_at: datetime | None = None
    results: list[dict[str, Any]] = Field(description="in the order of the items, as far as done")


class CandidateOut(Schema):
    id: UUID
    name: str
    standing: Literal["exact", "likely", "possible"]
    score: float
    because: str = Field(description="what speaks for it, in short")
    reasons: list[str] = Field(description="every field that was compared, for and against")
    must_choose: bool = Field(description="link it, or name it in account.besides when creating a new one")


class ComparedField(Schema):
    field: str
    lead: Any = Field(None, description="what the lead or the request says")
    record: Any = Field(None, description="what the linked record says")
    outcome: Literal["kept", "filled", "conflict"] = Field(
        description="kept: the record's value stays; filled: it had none and takes the lead's; conflict: they "
        "differ, and the record's stays"
    )


class PlacedOut(Schema):
    action: Literal["create", "link"]
    id: UUID | None = None
    name: str
    because: str
    candidates: list[CandidateOut]
    fields: list[ComparedField] = Field(
        description="the linked record beside the lead; empty when it is created"
    )


class PlacedContactOut(PlacedOut):
    is_lead: bool
    roles: list[str]
    primary: bool


class OtherLead(Schema):
    id: UUID
    name: str
    email: str
    state: str
    owner_id: UUID | None = None


class JoinedOut(Schema):
    id: UUID
    name: str
    fields: list[ComparedField]


class MoneyOut(Schema):
    amount: str = Field(examples=["11500000.00"])
    currency: str = Field(examples=["JPY"])


class OfferOut(Schema):
    id: UUID
    name: str
    stage: str
    amount: MoneyOut | None = None
    close_on: date | None = None
    owner: str | None = Field(None, description="handle")


class ApprovalNeed(Schema):
    needed: bool
    rules: list[str] = Field(examples=[["AP-1"]])


class PreviewOut(Schema):
    lead_id: UUID
    decision: Decision
    account: PlacedOut
    contacts: list[PlacedContactOut]
    opportunity: dict[str, Any] = Field(description="the fields as they will stand, completed from the lead")
    into_opportunity: JoinedOut | None = Field(None, description="the opportunity that the lead joins")
    open_opportunities: list[OfferOut] = Field(description="those of the account that the lead could join")
    owner_id: UUID | None = None
    unmapped_fields: list[str]
    other_open_leads: list[OtherLead]
    approval: ApprovalNeed
    account_plan_opens: bool
    manager_is_told: bool


class ConversionOut(Schema):
    """What was decided, under which playbook, on which facts; kept for ever."""

    id: UUID
    lead_id: UUID
    opportunity_id: UUID
    account_id: UUID
    contact_id: UUID | None = None
    at: datetime
    by_id: UUID | None = None
    playbook: str = Field(examples=["article@1"])
    verdict: str
    decision: Decision
    dossier: dict[str, Any]
    brief: dict[str, Any] | None = None
    fit: int | None = None
    intent: int | None = None
    override: dict[str, Any] | None = None
    made: dict[str, Any] = Field(
        description="each record with what was done to it: created, or linked and filled"
    )
    joined: bool
    unmapped_fields: list[str]
    voidable_until: datetime
    voided_at: datetime | None = None
    voided_by_id: UUID | None = None
    void_reason: str


class VoidPlanOut(Schema):
    conversion_id: UUID
    undone: list[str]
    stays: list[str]
    blockers: list[str] = Field(description="with any of these nothing can be undone")


class Voiding(Body):
    reason: str = Field(
        "", max_length=5000, examples=["Converted the wrong lead of the two at this company."]
    )


class ApprovalOut(Schema):
    id: UUID
    state: Literal["pending", "granted", "refused", "recalled"]
    rules: list[str]
    conversion_id: UUID
    lead_id: UUID
    opportunity_id: UUID
    opportunity: str = Field(description="its name")
    asked_by: str | None = Field(None, description="handle")
    asked_at: datetime
    approver: str | None = Field(None, description="handle; null: whoever may decide")
    approver_because: str
    rank: str = Field(
        description="whose yes the agreement asks for: manager, vp, deal_desk, revops or a handle"
    )
    decided_at: datetime | None = None
    decided_by_id: UUID | None = None
    rationale: str


class Yes(Body):
    rationale: str = Field("", max_length=5000)


class No(Body):
    rationale: str = Field(
        "", max_length=5000, examples=["The amount is a list price; no discovery of it yet."]
    )


class Delegating(Body):
    approver: str = Field(max_length=60, description="handle")
    reason: str = Field("", max_length=2000)


class Recalled(Schema):
    approval: ApprovalOut
    stays: list[str] = Field(description="what remains of the conversion although it is undone")


class WhichApprovals(Schema):
    state: Literal["pending", "granted", "refused", "recalled", "all"] = "pending"
