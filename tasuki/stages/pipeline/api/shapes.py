"""How an opportunity, its contacts and its next steps look from outside."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from tasuki.platform.http.json import money
from tasuki.platform.http.schemas import Money
from tasuki.records.models import ContactRole, NextStep

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
    id: UUID = Field(description="of the role")
    contact_id: UUID
    name: str
    role: str = Field(examples=["champion"])
    primary: bool
    stance: str
    evidence: str = Field(examples=["ev-1"])


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


_TOLD_AS = {
    "account__name": "account", "owner__handle": "owner", "sdr__handle": "sdr", "campaign__code": "campaign",
    "company_part": "company",
}  # fmt: skip


def told(row: dict[str, Any]) -> dict[str, Any]:
    shown = {_TOLD_AS.get(name, name): value for name, value in row.items()}
    return shown | {"amount": money(shown["amount"], shown.pop("currency"))}


def contacts_of(opportunity_id: UUID) -> list[dict[str, Any]]:
    rows = ContactRole.objects.filter(opportunity=opportunity_id).select_related("contact")
    return [role(one) for one in rows.order_by("-is_primary", "contact__name", "role")]


def role(row: ContactRole) -> dict[str, Any]:
    return {
        "id": row.pk,
        "contact_id": row.contact_id,
        "name": row.contact.name,
        "role": row.role,
        "primary": row.is_primary,
        "stance": row.stance,
        "evidence": row.evidence,
    }


def steps_of(opportunity_id: UUID) -> list[dict[str, Any]]:
    rows = NextStep.objects.filter(opportunity=opportunity_id).select_related("owner")
    return [step(one) for one in rows.order_by("due_on", "id")]


def step(row: NextStep) -> dict[str, Any]:
    return {
        "id": row.pk,
        "action": row.action,
        "owner": row.owner.handle if row.owner else None,
        "due_on": row.due_on,
        "done_at": row.done_at,
    }
