"""/touchpoints: every contact with a buyer, listed and logged."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.records.models import Touchpoint
from tasuki.records.seen import lead_as_seen
from tasuki.stages.qualification import actions
from tasuki.stages.qualification.api.shapes import NewTouch

router = Router(tags=["touchpoints"])


class TouchpointOut(Schema):
    id: UUID
    lead_id: UUID | None = None
    contact_id: UUID | None = None
    account_id: UUID | None = None
    opportunity_id: UUID | None = None
    kind: str = Field(examples=["call"])
    at: datetime
    direction: Literal["inbound", "outbound"] = Field(description="as seen from us")
    two_way: bool = Field(description="the buyer answered")
    content: str
    signal: str
    note: str
    by: str | None = Field(None, description="handle")
    external_id: str | None = None


class WhichTouchpoints(Schema):
    lead: UUID | None = None
    contact: UUID | None = None
    opportunity: UUID | None = None


_COLUMNS = (
    "id", "lead_id", "contact_id", "account_id", "opportunity_id", "kind", "at", "direction", "two_way", "content",
    "signal", "note", "by__handle", "external_id",
)  # fmt: skip


@router.get("", response=page_schema(TouchpointOut))
def list_touchpoints(request: Call, which: Query[WhichTouchpoints], paging: Query[Paging]) -> HttpResponse:
    """Touchpoints of the leads that one may see, the latest recorded first."""
    ask_any(request.auth, "lead.read")
    rows = visible(Touchpoint.objects.all(), request.auth, "lead.read", "lead__owner", "lead__ae")
    for name, key in which.model_dump(exclude_none=True).items():
        rows = rows.filter(**{name: key})
    items, following = page_of(rows, paging, *_COLUMNS, order=("-id",))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.post("", response={201: TouchpointOut})
def log_touchpoint(request: Call, payload: NewTouch) -> HttpResponse:
    """One contact with the buyer. The lead is scored again."""
    said = payload.model_dump(exclude={"lead_id", "at"})
    with lead_as_seen(request, payload.lead_id):
        touch = actions.log_touch(
            payload.lead_id, by=request.auth, at=request.at, touched_at=payload.at, **said
        )
    return answer(_told(Touchpoint.objects.filter(pk=touch.pk).values(*_COLUMNS)[0]), 201)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"by": row.pop("by__handle")}
