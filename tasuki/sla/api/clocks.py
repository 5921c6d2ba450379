"""/clocks: the promises that are running, and how much time is left of each."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
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
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_
from tasuki.sla import actions
from tasuki.sla.models import Clock
from tasuki.sla.queries import OWNERS, clock_for, view_of
from tasuki.sla.reckoning import Reckoning, reckon, reckoning_of, spoken

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


class MomentOut(Schema):
    at: datetime
    level: Decimal | None = None
    rung: str | None = None


class SpanOut(Schema):
    since: datetime = Field(alias="from")
    until: datetime | None = Field(None, description="null: it goes on")


class DayOut(Schema):
    on: date
    kind: Literal["counted", "half_day", "paused", "holiday", "day_off", "outside_hours"]
    because: str = Field(description="what the day was, or what the holiday is called")
    spans: list[SpanOut] = Field(description="the stretches that counted")
    counted_seconds: int
    so_far_seconds: int
    business_day: int | None = Field(None, description="the how-manyth business day after the first")


class ReckoningOut(Schema):
    """When a promise breaks, and why: the days add up to what it allows."""

    sla: str
    label: str
    within: str = Field(examples=["5 business days"])
    calendar: str
    zone: str
    playbook: str
    started_at: datetime
    due_at: datetime
    no_later_than_at: datetime | None = None
    warnings: list[MomentOut]
    rungs: list[MomentOut]
    pauses: list[SpanOut]
    days: list[DayOut]


class WhichReckoning(Schema):
    sla: str = Field(max_length=20, examples=["SL-3"])
    started_at: datetime | None = Field(None, description="now, where it is left out")
    calendar: str = Field("", max_length=50, description="another calendar than the promise's own")
    no_later_than: datetime | None = Field(None, description="an outside limit, such as the meeting's start")


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


@router.get("/reckoning", response=ReckoningOut, by_alias=True)
def reckon_promise(request: Call, which: Query[WhichReckoning]) -> HttpResponse:
    """When would a promise of the agreement break that begins at this moment, and why?"""
    found = reckon(
        which.sla,
        _aware(which.started_at, "/started_at") or request.at,
        by=request.auth,
        at=request.at,
        calendar=which.calendar,
        no_later_than=_aware(which.no_later_than, "/no_later_than"),
    )
    return answer(_spoken(request, found))


@router.get("/{uuid:clock_id}/reckoning", response=ReckoningOut, by_alias=True)
def get_clock_reckoning(request: Call, clock_id: UUID) -> HttpResponse:
    """The whole reckoning of a clock that was started: every day with what counted, its pauses, its ladder."""
    return answer(_spoken(request, reckoning_of(clock_for(request.auth, clock_id))))


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
    return clock_for(request.auth, clock_id)


def _aware(moment: datetime | None, pointer: str) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise invalid(pointer, N_("Write the moment with its zone, such as 2026-11-20T15:00:00+09:00."))
    return moment


def _spoken(request: Call, found: Reckoning) -> dict[str, Any]:
    language = language_of(request)
    return spoken(found, language, translator(language))


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
