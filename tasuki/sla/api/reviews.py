"""/reviews: what marketing's and sales' leaders have to decide together (SL-26)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.language import language_of, translator
from tasuki.playbooks.queries import in_force
from tasuki.rules.concern import CAUSES, about_told
from tasuki.sla import actions
from tasuki.sla.reviews import grounds_of, review_for, reviews_for

router = Router(tags=["reviews"])
_COLUMNS = (
    "id", "cause", "about", "question", "owner__handle", "meet_on", "opened_at", "opened_by__handle", "decision",
    "decided_by__handle", "decided_at", "playbook",
)  # fmt: skip


class ReviewOut(Schema):
    id: UUID
    state: Literal["open", "decided"]
    cause: str = Field(examples=["acceptance_low"])
    about: str = Field(description="codes: source/reason, or a promise", examples=["events/no_budget"])
    label: str = Field(description="the cause in words")
    question: str
    owner: str | None = Field(None, description="handle")
    meet_on: date
    opened_at: datetime
    opened_by: str | None = Field(None, description="handle; null: the product itself")
    decision: str
    decided_by: str | None = Field(None, description="handle")
    decided_at: datetime | None = None
    playbook: str


class GroundOut(Schema):
    at: datetime
    clock_id: UUID | None = None
    lead_id: UUID | None = None
    numbers: dict[str, Any] = Field(
        description="the share that was agreed, and each week with what was counted"
    )


class ReviewWithGrounds(ReviewOut):
    grounds: list[GroundOut]


class WhichReviews(Schema):
    state: Literal["open", "decided", "all"] = "open"


class Asking(Body):
    question: str = Field(max_length=5000, examples=["Do we still want leads from trade fairs?"])
    owner: str = Field("", max_length=60, description="handle; empty: oneself")
    meet_on: date | None = None


class Planning(Body):
    owner: str | None = Field(None, max_length=60, description="handle")
    meet_on: date | None = None


class Deciding(Body):
    decision: str = Field("", max_length=20000)


@router.get("", response=page_schema(ReviewOut))
def list_reviews(request: Call, which: Query[WhichReviews], paging: Query[Paging]) -> HttpResponse:
    """Joint reviews, the newest first; unless asked otherwise the open ones."""
    rows = reviews_for(request.auth, "" if which.state == "all" else which.state).select_related(None)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-opened_at", "-id"))
    return answer({"items": [_told(item, request) for item in items], "next_cursor": following})


@router.post("", response={201: ReviewOut})
def open_review(request: Call, payload: Asking) -> HttpResponse:
    """Ask the leaders to decide something together."""
    made = actions.ask_for(
        payload.question, by=request.auth, at=request.at, owner=payload.owner, meet_on=payload.meet_on
    )
    return answer(_one(request, made.pk), status=201)


@router.get("/{uuid:review_id}", response=ReviewWithGrounds)
def get_review(request: Call, review_id: UUID) -> HttpResponse:
    """One review with what led to it, the latest first."""
    grounds = [
        {
            "at": one.at,
            "clock_id": one.clock_id,
            "lead_id": one.clock.lead_id if one.clock else None,
            "numbers": one.numbers,
        }
        for one in grounds_of(review_for(request.auth, review_id), request.auth)
    ]
    return answer({**_one(request, review_id), "grounds": grounds})


@router.patch("/{uuid:review_id}", response=ReviewOut)
def plan_review(request: Call, review_id: UUID, payload: Planning) -> HttpResponse:
    """Another owner, or another day."""
    actions.plan_review(
        review_id, by=request.auth, at=request.at, owner=payload.owner, meet_on=payload.meet_on
    )
    return answer(_one(request, review_id))


@router.post("/{uuid:review_id}/decide", response=ReviewOut)
def decide_review(request: Call, review_id: UUID, payload: Deciding) -> HttpResponse:
    """Write down what was decided; it stands."""
    actions.decide_review(review_id, payload.decision, by=request.auth, at=request.at)
    return answer(_one(request, review_id))


def _one(request: Call, review_id: UUID) -> dict[str, Any]:
    found = review_for(request.auth, review_id)
    return _told(type(found).objects.filter(pk=found.pk).values(*_COLUMNS)[0], request)


def _told(row: dict[str, Any], request: Call) -> dict[str, Any]:
    language = language_of(request)
    say = translator(language)
    about = about_told(row["cause"], row["about"], in_force())
    said = about.spoken(language, say) if about else ""
    cause = say(CAUSES[row["cause"]])
    return {
        **{name.removesuffix("__handle"): value for name, value in row.items()},
        "state": "decided" if row["decided_at"] else "open",
        "label": f"{cause}: {said}" if said else cause,
    }
