"""/discoveries: the AE's discovery calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.language import language_of, translator
from tasuki.records.queries import lead_for
from tasuki.records.seen import lead_as_seen
from tasuki.stages.discovery import actions
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.discovery.queries import checklist, discoveries_visible_to, discovery_for

router = Router(tags=["discovery"])
Outcome = Literal["qualified", "not_qualified", "undecided"]


class ItemStood(Schema):
    id: str = Field(examples=["CH-7"])
    standing: Literal["met", "unmet", "unknown"]


class DiscoveryOut(Schema):
    id: UUID
    lead_id: UUID
    meeting_id: UUID | None = None
    ae: str | None = Field(None, description="handle")
    held_at: datetime
    outcome: Outcome
    notes: str
    checklist: list[ItemStood] = Field(description="CH-7 … CH-13 as they stood when the call was recorded")
    recorded_at: datetime


class WhichDiscoveries(Schema):
    lead: UUID | None = None
    outcome: Outcome | None = None


class NewDiscovery(Body):
    """What was learned goes to the answers, before this."""

    lead_id: UUID
    held_at: AwareDatetime = Field(examples=["2026-11-18T05:00:00Z"])
    outcome: Outcome = "undecided"
    notes: str = Field("", max_length=20_000)
    meeting_id: UUID | None = Field(
        None, description="else the discovery meeting booked for the nearest moment"
    )
    attendees: list[str] = Field([], max_length=100)
    sdr_attended: bool | None = None


class Checklist(Schema):
    items: list[dict[str, Any]] = Field(
        description="CH-7 … CH-13: standing, evidence, findings with their fix"
    )


_AS_THEY_ARE = (
    "id", "lead_id", "meeting_id", "held_at", "outcome", "notes", "checklist", "recorded_at",
)  # fmt: skip


@router.get("", response=page_schema(DiscoveryOut))
def list_discoveries(request: Call, which: Query[WhichDiscoveries], paging: Query[Paging]) -> HttpResponse:
    """The discovery calls of the leads that one may see, the latest first."""
    ask_any(request.auth, "lead.read")
    rows = discoveries_visible_to(request.auth).select_related(None)
    for name, wanted in which.model_dump(exclude_none=True).items():
        rows = rows.filter(**{name: wanted})
    items, following = page_of(rows, paging, *_AS_THEY_ARE, "ae__handle", order=("-held_at", "-id"))
    shown = [item | {"ae": item.pop("ae__handle")} for item in items]
    return answer({"items": shown, "next_cursor": following})


@router.post("", response={201: DiscoveryOut})
def record_discovery(request: Call, payload: NewDiscovery) -> HttpResponse:
    """The AE held the call."""
    with lead_as_seen(request, payload.lead_id):
        discovery = actions.record(by=request.auth, at=request.at, **payload.model_dump())
    return answer(_shown(discovery), 201, location=f"{request.path}/{discovery.pk}")


@router.get("/checklist/{uuid:lead_id}", response=Checklist)
def get_discovery_checklist(request: Call, lead_id: UUID) -> HttpResponse:
    """A lead's discovery checklist as it stands now."""
    lead = lead_for(request.auth, lead_id)
    language = language_of(request)
    spoken = [one.spoken(language, translator(language)) for one in checklist(lead, request.at)]
    return answer({"items": spoken})


@router.get("/{uuid:discovery_id}", response=DiscoveryOut)
def get_discovery(request: Call, discovery_id: UUID) -> HttpResponse:
    """One discovery call."""
    return answer(_shown(discovery_for(request.auth, discovery_id)))


def _shown(discovery: Discovery) -> dict[str, Any]:
    shown = {name: getattr(discovery, name) for name in _AS_THEY_ARE}
    return {**shown, "ae": discovery.ae.handle if discovery.ae else None}
