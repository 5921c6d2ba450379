"""A lead as the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from tasuki.platform.http.schemas import NamedPerson
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.rules.lifecycle import LeadState

PERSON = ("name", "family_name", "given_name", "kana", "title", "email", "phone")
COMPANY = {
    "name": "company_name", "domain": "company_domain", "country": "country", "region": "region",
    "industry": "industry", "employees": "employees", "segment": "segment", "business_model": "business_model",
    "technologies": "technologies", "tier": "tier", "background": "background",
}  # fmt: skip
MILESTONES: Mapping[str, str] = {
    "captured": "captured_at",
    **{state.value: f"entered_{state}_at" for state in LeadState if hasattr(Lead, f"entered_{state}_at")},
}


class LeadPerson(Schema):
    name: str = Field(examples=["高橋 美咲"])
    family_name: str
    given_name: str
    kana: str
    title: str
    email: str
    phone: str


class LeadCompany(Schema):
    name: str = Field(examples=["株式会社サンプル製作所"])
    domain: str
    country: str
    region: str
    industry: str
    employees: int | None = None
    segment: str
    business_model: str
    technologies: list[str]
    tier: str
    background: str


class Entered(Schema):
    """``date_entered_<state>``: when the lead first entered the state."""

    date_entered_captured: datetime
    date_entered_mql: datetime | None = None
    date_entered_sal: datetime | None = None
    date_entered_sql: datetime | None = None
    date_entered_discovery: datetime | None = None
    date_entered_converted: datetime | None = None
    date_entered_disqualified: datetime | None = None
    date_entered_recycled: datetime | None = None
    date_entered_archived: datetime | None = None
    date_entered_merged: datetime | None = None


class LeadItem(Entered):
    """A lead in a list."""

    id: UUID
    external_id: str | None = None
    version: int
    state: LeadState
    origin: str = Field(description="import: history, which no gate has judged")
    name: str
    title: str
    email: str
    company: str
    industry: str
    segment: str
    source: str
    campaign: str | None = Field(None, description="code")
    owner: str | None = Field(None, description="handle of the SDR")
    ae: str | None = Field(None, description="handle")
    fit: int | None = None
    intent: int | None = None
    state_since: datetime
    last_touch_at: datetime | None = None


class LeadOut(Entered):
    """A lead with everything on it but its answers."""

    id: UUID
    external_id: str | None = None
    version: int = Field(description="rises with every change; the ETag")
    state: LeadState
    origin: str
    person: LeadPerson
    company: LeadCompany
    source: str
    source_detail: str
    campaign: str | None = Field(None, description="code")
    message: str
    why_now: str
    consent: dict[str, Any]
    fields: dict[str, Any]
    fit: int | None = None
    intent: int | None = None
    score_reasons: list[Any]
    owner: NamedPerson | None = Field(None, description="the SDR")
    ae: NamedPerson | None = None
    account_id: UUID | None = None
    contact_id: UUID | None = None
    opportunity_id: UUID | None = None
    merged_into_id: UUID | None = None
    accepted_by_id: UUID | None = None
    accepted_rationale: str
    exit_reason: str
    exit_rationale: str
    exit_cause: str
    exit_state: str
    reengage_on: date | None = None
    reengage_trigger: str
    nurture_track: str
    recycled_at: datetime | None = None
    times_recycled: int
    on_hold: bool
    captured_at: datetime
    state_since: datetime
    time_in_state: int = Field(description="seconds in the present state")
    last_touch_at: datetime | None = None
    created_at: datetime


LIST_COLUMNS = (
    "id", "external_id", "version", "state", "origin", "name", "title", "email", "company_name", "industry", "segment",
    "source", "campaign__code", "owner__handle", "ae__handle", "fit", "intent", "state_since", "last_touch_at",
    *MILESTONES.values(),
)  # fmt: skip
_TOLD_AS = {
    "company_name": "company",
    "campaign__code": "campaign",
    "owner__handle": "owner",
    "ae__handle": "ae",
    **{column: f"date_entered_{state}" for state, column in MILESTONES.items()},
}
_AS_THEY_ARE = (
    "external_id", "version", "state", "origin", "source", "source_detail", "message", "why_now", "consent", "fields",
    "fit", "intent", "score_reasons", "account_id", "contact_id", "opportunity_id", "merged_into_id", "accepted_by_id",
    "accepted_rationale", "exit_reason", "exit_rationale", "exit_cause", "exit_state", "reengage_on",
    "reengage_trigger", "nurture_track", "recycled_at", "times_recycled", "on_hold", "captured_at", "state_since",
    "last_touch_at", "created_at",
)  # fmt: skip


def lead_item(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `LIST_COLUMNS` as a list shows it."""
    return {_TOLD_AS.get(name, name): value for name, value in row.items()}


def lead_shown(lead: Lead, at: datetime) -> dict[str, Any]:
    """A lead with its owner, AE and campaign at hand, as the API shows it at ``at``."""
    return {
        "id": lead.pk,
        "person": {name: getattr(lead, name) for name in PERSON},
        "company": {name: getattr(lead, column) for name, column in COMPANY.items()},
        "campaign": lead.campaign.code if lead.campaign else None,
        "owner": _named(lead.owner),
        "ae": _named(lead.ae),
        "time_in_state": int((at - lead.state_since).total_seconds()),
        **{f"date_entered_{state}": getattr(lead, column) for state, column in MILESTONES.items()},
        **{name: getattr(lead, name) for name in _AS_THEY_ARE},
    }


def _named(person: Person | None) -> dict[str, Any] | None:
    return {"id": person.pk, "handle": person.handle, "name": person.name} if person else None
