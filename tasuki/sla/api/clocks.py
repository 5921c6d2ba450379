"""/clocks: the promises that are running, and how much time is left of each."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.language import language_of, translator
from tasuki.platform.refusals import NotFound
from tasuki.sla import actions
from tasuki.sla.models import Clock
from tasuki.sla.queries import OWNERS, view_of

router = Router(tags=["clocks"])


class ClockOut(Schema):
    id: UUID
    sla: str = Field(examples=["SL-1"])
    label: str
    lead_id: UUID | None = None
    subject: str
    subject_id: UUID
    owner: str | None = Field(None, description="handle")
    owner_role: str
    playbook: str
    state: str = Field(examples=["running"])
    level: Decimal | None = Field(None, description="the warning that was given last, as a fraction")
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    left: Decimal = Field(description="in unit; negative once overdue")
    unit: str = Field(examples=["business_hours"])
    words: str = Field(examples=["3.5 working hours left"])


class WhichClocks(Schema):
    lead: UUID | None = None
    owner: str | None = Field(None, description="handle; me is the caller")
    sla: str | None = Field(None, max_length=20)
    stopped: bool | None = Field(False, description="true: those that have ended")


class Pausing(Body):
    reason: str = Field("", max_length=60, examples=["prospect_later_date"])
    evidence: str = Field("", max_length=5000, description="where they proposed the later date")


@router.get("", response=page_schema(ClockOut))
def list_clocks(request: Call, which: Query[WhichClocks], paging: Query[Paging]) -> HttpResponse:
    """The promises that one may see, the one due first on top; those still running, unless asked otherwise."""
    ask_any(request.auth, "clock.read")
    rows = visible(Clock.objects.all(), request.auth, "clock.read", *OWNERS)
    if which.stopped is not None:
        rows = rows.filter(stopped_at__isnull=not which.stopped)
    if which.lead:
        rows = rows.filter(lead=which.lead)
    if which.owner:
        rows = rows.filter(owner__handle=request.auth.handle if which.owner == "me" else which.owner)
    if which.sla:
        rows = rows.filter(sla=which.sla)
    keys, following = page_of(rows, paging, "id", order=("due_at", "id"))
    page = Clock.objects.select_related("owner").filter(pk__in=[row["id"] for row in keys])
    items = [_shown(request, row) for row in page.order_by("due_at", "id")]
    return answer({"items": items, "next_cursor": following})


@router.post("/{uuid:clock_id}/pause", response=ClockOut)
def pause_clock(request: Call, clock_id: UUID, payload: Pausing) -> HttpResponse:
    """Hold a clock (SL-21): the prospect proposed a later date, with evidence, or the manager holds it."""
    with hiding(lambda: _clock(request, clock_id)):
        actions.pause(clock_id, payload.reason, payload.evidence, by=request.auth, at=request.at)
    return answer(_shown(request, _clock(request, clock_id)))


@router.post("/{uuid:clock_id}/resume", response=ClockOut)
def resume_clock(request: Call, clock_id: UUID) -> HttpResponse:
    """Go on with what was left when the pause began."""
    with hiding(lambda: _clock(request, clock_id)):
        actions.resume(clock_id, by=request.auth, at=request.at)
    return answer(_shown(request, _clock(request, clock_id)))


def _clock(request: Call, clock_id: UUID) -> Clock:
    rows = visible(Clock.objects.select_related("owner"), request.auth, "clock.read", *OWNERS)
    found = rows.filter(pk=clock_id).first()
    if found is None:
        raise NotFound("clock", clock_id)
    return found


def _shown(request: Call, row: Clock) -> dict[str, Any]:
    view = view_of(row, request.at)
    language = language_of(request)
    return {
        "id": row.pk,
        "sla": row.sla,
        "label": view.label.spoken(language),
        "lead_id": row.lead_id,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "owner": row.owner.handle if row.owner else None,
        "owner_role": row.owner_role,
        "playbook": row.playbook,
        "state": view.state,
        "level": view.level,
        "started_at": row.started_at,
        "due_at": row.due_at,
        "paused_at": row.paused_at,
        "stopped_at": row.stopped_at,
        "left": view.left,
        "unit": view.unit,
        "words": view.words.spoken(language, translator(language)),
    }
