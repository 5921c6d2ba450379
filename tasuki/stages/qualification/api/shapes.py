"""What goes into and comes out of the qualification's endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from tasuki.platform.http.schemas import Body
from tasuki.rules.dossier import Answers, Asked, Evidence


@dataclass(frozen=True, slots=True)
class AnswersGiven:
    """Parts of contract/dossier.json: only what is known; a field set to null is cleared."""

    answers: Answers = field(default_factory=Answers)
    evidence: tuple[Evidence, ...] = ()
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The parts themselves; what is in them is read by the action, field by field."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Mapping[str, Any], ...] = ()
    asked: tuple[Mapping[str, Any], ...] = ()


class EvidenceOut(Schema):
    id: str = Field(examples=["ev-1"])
    kind: str
    at: datetime | None = None
    by: str
    ref: str
    note: str


class AskedOut(Schema):
    question: str
    at: datetime | None = None
    note: str


class AnswersOut(Schema):
    """The same parts that are sent, as they stand now."""

    answers: dict[str, dict[str, Any]]
    evidence: list[EvidenceOut]
    asked: list[AskedOut]


class Acceptance(Body):
    rationale: str = Field(
        "", max_length=5000, examples=["製造業800名、欠品の相談を自ら。新工場が四月。"],
        description="empty: the one drafted from the findings is kept",
    )  # fmt: skip


class Overriding(Body):
    rationale: str = Field(max_length=5000)
    expires_on: date | None = None
    approver: str = Field("", max_length=60)


class Passing(Body):
    rationale: str = Field("", max_length=5000, description="for SAL")
    override: Overriding | None = Field(None, description="for SQL: go ahead with criteria missing (G-05)")


class Disqualification(Body):
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


class Reopening(Body):
    rationale: str = Field("", max_length=5000)


class Reengaging(Body):
    trigger: str = Field("", max_length=200, description="what brought it back, where it was not the day")


class Holding(Body):
    on: bool
    note: str = Field("", max_length=2000)


class NewTouch(Body):
    lead_id: UUID
    kind: Literal[
        "call",
        "email",
        "meeting",
        "form",
        "webinar",
        "event",
        "visit",
        "download",
        "chat",
        "letter",
        "sms",
        "other",
    ]
    direction: Literal["inbound", "outbound"] = Field("outbound", description="as seen from us")
    two_way: bool = Field(False, description="the buyer answered")
    content: str = Field("", max_length=300)
    signal: str = Field("", max_length=50)
    note: str = Field("", max_length=20_000)
    at: AwareDatetime | None = Field(None, description="when it was, if not just now")
