"""What goes into and comes out of the handoff's endpoints."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from tasuki.platform.http.schemas import Body, Decision

State = Literal["draft", "submitted", "accepted", "rejected", "recycled"]


class HandoffItem(Schema):
    id: UUID
    lead_id: UUID
    state: State
    sdr: str | None = Field(None, description="handle")
    ae: str | None = Field(None, description="handle")
    lead: str = Field(description="the person's name")
    company: str
    completeness: Decimal | None = Field(None, description="0 to 1")
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    reason: str
    rationale: str
    rating: int | None = None
    feedback: str
    quality: Decimal | None = Field(None, description="0 to 1")
    created_at: datetime


class BriefOut(Schema):
    number: int = Field(description="0 for a draft, which follows the record")
    at: datetime | None = None
    brief: dict[str, Any] = Field(description="in the caller's language")
    body: dict[str, Any] = Field(description="as it is kept, in no one language")


class ChangedLine(Schema):
    key: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class SinceRead(Schema):
    read: int | None = Field(None, description="the version that the caller has read last")
    now: int
    changes: list[ChangedLine]


class HandoffOut(HandoffItem):
    notes: dict[str, str]
    details: dict[str, Any]
    asked_again: list[str]
    reengage_on: date | None = None
    reengage_trigger: str
    brief: BriefOut
    since_read: SinceRead | None = None
    checklist: list[dict[str, Any]] = Field(description="CH-1 … CH-6 as they stand now")


class SubmittedOut(Schema):
    handoff: HandoffOut
    decision: Decision


class BriefVersionOut(Schema):
    number: int
    at: datetime
    completeness: Decimal


class WhichHandoffs(Schema):
    state: list[State] = []
    mine: bool = Field(False, description="only those that wait for, or come from, the caller")
    lead: UUID | None = None


class NewHandoff(Body):
    lead_id: UUID
    ae: str = Field("", max_length=60, description="handle or id; else the meeting's AE, else the lead's")


class Taker(Body):
    ae: str = Field("", max_length=60, description="handle or id; else the meeting's AE, else the lead's")


class Acceptance(Body):
    rationale: str = Field("", max_length=5000)


class Rejection(Body):
    reason: str = Field("", max_length=60, examples=["no_budget"])
    rationale: str = Field("", max_length=5000)
    details: dict[str, str] = Field({}, description="what the reason asks for, such as surviving_id")


class Recycling(Body):
    reason: str = Field("", max_length=60, examples=["bad_timing"])
    rationale: str = Field("", max_length=5000)
    reengage_on: date | None = None
    reengage_trigger: str = Field("", max_length=200)
    nurture_track: str = Field("", max_length=50)
    details: dict[str, str] = Field(
        default_factory=dict, description="What the reason asks for (AR-4, AR-5)."
    )


class Feedback(Body):
    rating: int = Field(examples=[4], description="1 to 5", ge=-1000, le=1000)
    feedback: str = Field("", max_length=5000)
    asked_again: list[str] = Field([], description="keys of the questions that had to be asked again")
