"""/meetings: booked, moved, held, missed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.records.seen import lead_as_seen
from tasuki.stages.meetings import actions
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import meeting_for, meetings_visible_to

router = Router(tags=["meetings"])
Kind = Literal["discovery", "introduction", "sync", "follow_up", "other"]
Names = list[str]


class MeetingOut(Schema):
    id: UUID
    lead_id: UUID
    kind: str = Field(examples=["discovery"])
    state: Literal["booked", "held", "missed"]
    ae: str | None = Field(None, description="handle")
    sdr: str | None = Field(None, description="handle")
    booked_for: datetime
    minutes: int
    booked_at: datetime
    attendees: list[str]
    place: str
    held_at: datetime | None = None
    missed_at: datetime | None = None
    missed_reason: str
    times_missed: int
    times_moved: int
    sdr_attended: bool | None = None


class WhichMeetings(Schema):
    state: Literal["booked", "held", "missed"] | None = None
    lead: UUID | None = None


class Booking(Body):
    lead_id: UUID
    booked_for: AwareDatetime = Field(examples=["2026-11-18T05:00:00Z"])
    ae: str = Field("", max_length=60, description="handle or id; becomes the lead's AE")
    kind: Kind = "discovery"
    minutes: int = Field(60, ge=5, le=480)
    attendees: Names = Field([], max_length=100)
    place: str = Field("", max_length=300)
    key: str | None = Field(None, max_length=100, description="the same key books the same meeting once")


class Held(Body):
    held_at: AwareDatetime
    attendees: Names = Field([], max_length=100)
    sdr_attended: bool | None = Field(None, description="the SDR was there for the first 15 minutes (HB-6)")


class HeldUnbooked(Held):
    lead_id: UUID


class Missed(Body):
    reason: str = Field("", max_length=200)


class Moved(Body):
    booked_for: AwareDatetime
    place: str | None = Field(None, max_length=300)
    note: str = Field("", max_length=5000)


_AS_THEY_ARE = (
    "id", "lead_id", "kind", "state", "booked_for", "minutes", "booked_at", "attendees", "place", "held_at",
    "missed_at", "missed_reason", "times_missed", "times_moved", "sdr_attended",
)  # fmt: skip


@router.get("", response=page_schema(MeetingOut))
def list_meetings(request: Call, which: Query[WhichMeetings], paging: Query[Paging]) -> HttpResponse:
    """The meetings of the leads that one may see, in the order of their dates."""
    ask_any(request.auth, "lead.read")
    rows = meetings_visible_to(request.auth).select_related(None)
    for name, wanted in which.model_dump(exclude_none=True).items():
        rows = rows.filter(**{name: wanted})
    columns = (*_AS_THEY_ARE, "ae__handle", "sdr__handle")
    items, following = page_of(rows, paging, *columns, order=("booked_for", "id"))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.post("", response={201: MeetingOut})
def book_meeting(request: Call, payload: Booking) -> HttpResponse:
    """Book a meeting with the buyer. Twice is once: the same key, or kind and moment, gives the meeting that stands."""
    wish = payload.model_dump(exclude={"lead_id", "booked_for", "ae"})
    with lead_as_seen(request, payload.lead_id):
        meeting = actions.book(
            payload.lead_id, payload.booked_for, by=request.auth, at=request.at, ae=payload.ae or None, **wish
        )
    return answer(_shown(meeting), 201, location=f"{request.path}/{meeting.pk}")


@router.post("/held", response={201: MeetingOut})
def record_unbooked_meeting(request: Call, payload: HeldUnbooked) -> HttpResponse:
    """A discovery call that took place without a booking."""
    with lead_as_seen(request, payload.lead_id):
        meeting = actions.hold_unbooked(
            payload.lead_id,
            held_at=payload.held_at,
            by=request.auth,
            at=request.at,
            attendees=payload.attendees,
            sdr_attended=payload.sdr_attended,
        )
    return answer(_shown(meeting), 201, location=f"/api/v1/meetings/{meeting.pk}")


@router.get("/{uuid:meeting_id}", response=MeetingOut)
def get_meeting(request: Call, meeting_id: UUID) -> HttpResponse:
    """One meeting."""
    return answer(_shown(meeting_for(request.auth, meeting_id)))


@router.post("/{uuid:meeting_id}/held", response=MeetingOut)
def hold_meeting(request: Call, meeting_id: UUID, payload: Held) -> HttpResponse:
    """It took place."""
    with hiding(lambda: meeting_for(request.auth, meeting_id)):
        meeting = actions.hold(
            meeting_id,
            held_at=payload.held_at,
            by=request.auth,
            at=request.at,
            attendees=payload.attendees,
            sdr_attended=payload.sdr_attended,
        )
    return answer(_shown(meeting))


@router.post("/{uuid:meeting_id}/missed", response=MeetingOut)
def miss_meeting(request: Call, meeting_id: UUID, payload: Missed) -> HttpResponse:
    """Nobody met; the second time alerts the manager (BK-2)."""
    with hiding(lambda: meeting_for(request.auth, meeting_id)):
        meeting = actions.miss(meeting_id, payload.reason, by=request.auth, at=request.at)
    return answer(_shown(meeting))


@router.post("/{uuid:meeting_id}/reschedule", response=MeetingOut)
def reschedule_meeting(request: Call, meeting_id: UUID, payload: Moved) -> HttpResponse:
    """Give it another moment."""
    with hiding(lambda: meeting_for(request.auth, meeting_id)):
        meeting = actions.reschedule(
            meeting_id,
            payload.booked_for,
            by=request.auth,
            at=request.at,
            place=payload.place,
            note=payload.note,
        )
    return answer(_shown(meeting))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"ae": row.pop("ae__handle"), "sdr": row.pop("sdr__handle")}


def _shown(meeting: Meeting) -> dict[str, Any]:
    return {
        **{name: getattr(meeting, name) for name in _AS_THEY_ARE},
        "ae": meeting.ae.handle if meeting.ae else None,
        "sdr": meeting.sdr.handle if meeting.sdr else None,
    }
