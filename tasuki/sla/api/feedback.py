"""/feedback: sales' weekly word on the leads of each source (SL-11)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.sla import actions
from tasuki.sla.reviews import feedback_for

router = Router(tags=["feedback"])
_COLUMNS = ("id", "source", "week_on", "comment", "by__handle", "asked_at", "given_at")


class FeedbackOut(Schema):
    id: UUID
    source: str = Field(examples=["events"])
    week_on: date = Field(description="the Monday of its week")
    comment: str = Field(description="empty while sales has not said anything")
    by: str | None = Field(None, description="handle")
    asked_at: datetime
    given_at: datetime | None = None


class WhichFeedback(Schema):
    source: str | None = Field(None, max_length=50)
    week_on: date | None = Field(None, description="the Monday of a week")
    given: bool | None = None


class Giving(Body):
    source: str = Field(max_length=50)
    week_on: date = Field(description="the Monday of a week")
    comment: str = Field("", max_length=20000)


@router.get("", response=page_schema(FeedbackOut))
def list_feedback(request: Call, which: Query[WhichFeedback], paging: Query[Paging]) -> HttpResponse:
    """What sales was asked and has said about sources, what was asked last on top."""
    rows = feedback_for(request.auth).select_related(None)
    if which.source:
        rows = rows.filter(source=which.source)
    if which.week_on:
        rows = rows.filter(week_on=which.week_on)
    if which.given is not None:
        rows = rows.filter(given_at__isnull=not which.given)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-id",))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.post("", response=FeedbackOut)
def give_feedback(request: Call, payload: Giving) -> HttpResponse:
    """Say how the leads of a source were in a week that was asked about; said again, it replaces what was said."""
    made = actions.give_feedback(
        payload.source, payload.week_on, payload.comment, by=request.auth, at=request.at
    )
    return answer(_told(type(made).objects.filter(pk=made.pk).values(*_COLUMNS)[0]))


def _told(row: dict[str, object]) -> dict[str, object]:
    return {name.removesuffix("__handle"): value for name, value in row.items()}
