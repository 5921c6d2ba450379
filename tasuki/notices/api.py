"""/notices: one's own inbox, and how one wants to be told."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.notices import actions
from tasuki.notices.actions.choose import Chosen
from tasuki.notices.models import Notice
from tasuki.notices.queries import inbox_of, notice_for, unread
from tasuki.notices.wanting import choices_of
from tasuki.notices.words import Worded, worded
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.language import language_of

router = Router(tags=["notices"])
TimeOfDay = Annotated[
    str,
    Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="on one's own clock", examples=["08:30"]),
]


class NoticeOut(Schema):
    id: UUID
    kind: str = Field(description="key of the agreement's notice", examples=["assigned"])
    code: str = Field(description="the event", examples=["lead.assigned"])
    at: datetime
    title: str = Field(description="in the caller's language")
    about: str = Field(description="the record's name; empty where one may not see it")
    because: str
    lead_id: UUID | None = None
    opportunity_id: UUID | None = None
    read_at: datetime | None = None


class WhichNotices(Schema):
    unread: bool = Field(False, description="only those that wait to be read")
    kind: str | None = Field(None, max_length=60)


class HowMany(Schema):
    count: int


class WaysOut(Schema):
    """``ways``: kind → channel → now, daily, weekly or off."""

    ways: dict[str, dict[str, str]]
    quiet_from: TimeOfDay | None = None
    quiet_until: TimeOfDay | None = None
    digest_at: TimeOfDay
    digest_on: int = Field(description="0 is Monday")
    addresses: dict[str, str]


class NewWays(Body):
    """What is left out stays as it is."""

    ways: dict[str, dict[str, Literal["now", "daily", "weekly", "off"]]] = {}
    quiet_from: TimeOfDay | None = None
    quiet_until: TimeOfDay | None = None
    digest_at: TimeOfDay | None = None
    digest_on: int | None = Field(None, ge=0, le=6)
    addresses: dict[str, str] = Field({}, examples=[{"slack": "U024BE7LH"}])


@router.get("", response=page_schema(NoticeOut))
def list_notices(request: Call, which: Query[WhichNotices], paging: Query[Paging]) -> HttpResponse:
    """One's own notices, the newest first."""
    rows = inbox_of(request.auth)
    if which.unread:
        rows = rows.filter(read_at=None)
    if which.kind:
        rows = rows.filter(kind=which.kind)
    keys, following = page_of(rows, paging, "id", order=("-at", "-id"))
    page = list(inbox_of(request.auth).filter(pk__in=[row["id"] for row in keys]))
    told = worded(page, request.auth, language_of(request))
    items = [_shown(row, one) for row, one in zip(page, told, strict=True)]
    return answer({"items": items, "next_cursor": following})


@router.get("/unread", response=HowMany)
def count_unread_notices(request: Call) -> HttpResponse:
    """How many wait to be read; nobody counts beyond 100."""
    inbox_of(request.auth)
    return answer({"count": unread(request.auth.person_id) if request.auth.person_id else 0})


@router.post("/read", response=HowMany)
def read_all_notices(request: Call) -> HttpResponse:
    """Everything up to now is read; answers how many were not yet."""
    return answer({"count": actions.read_all(by=request.auth, at=request.at)})


@router.get("/preferences", response=WaysOut)
def get_notice_preferences(request: Call) -> HttpResponse:
    """How one is told of each kind of notice, and when one is left alone."""
    inbox_of(request.auth)
    return answer(choices_of(request.auth.person_id))


@router.patch("/preferences", response=WaysOut)
def change_notice_preferences(request: Call, payload: NewWays) -> HttpResponse:
    """Choose for oneself. Quiet hours are given with both ends; two nulls end them."""
    assert request.auth.person_id is not None
    given = payload.model_fields_set
    quiet = (_clock(payload.quiet_from), _clock(payload.quiet_until))
    chosen = Chosen(
        ways={(kind, channel): way for kind, by in payload.ways.items() for channel, way in by.items()},
        quiet=quiet if given & {"quiet_from", "quiet_until"} else None,
        digest_at=_clock(payload.digest_at),
        digest_on=payload.digest_on,
        addresses=payload.addresses,
    )
    actions.choose(request.auth.person_id, chosen, by=request.auth)
    return answer(choices_of(request.auth.person_id))


@router.post("/{uuid:notice_id}/read", response=NoticeOut)
def read_notice(request: Call, notice_id: UUID) -> HttpResponse:
    """It is read; again changes nothing."""
    actions.read(notice_id, by=request.auth, at=request.at)
    return answer(_one(request, notice_id))


@router.post("/{uuid:notice_id}/unread", response=NoticeOut)
def unread_notice(request: Call, notice_id: UUID) -> HttpResponse:
    """It waits to be read again."""
    actions.unread(notice_id, by=request.auth)
    return answer(_one(request, notice_id))


def _clock(written: str | None) -> time | None:
    return time.fromisoformat(written) if written else None


def _one(request: Call, notice_id: UUID) -> dict[str, Any]:
    row = notice_for(request.auth, notice_id)
    return _shown(row, worded([row], request.auth, language_of(request))[0])


def _shown(row: Notice, told: Worded) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "code": row.code,
        "at": row.at,
        "title": told.title,
        "about": told.about,
        "because": told.because,
        "lead_id": row.lead,
        "opportunity_id": row.opportunity,
        "read_at": row.read_at,
    }
