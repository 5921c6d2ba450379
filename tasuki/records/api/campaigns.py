"""/campaigns: what marketing paid for, and what it said to whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body, Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.json import answer, money
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Money, page_schema
from tasuki.platform.refusals import NotFound
from tasuki.records import actions
from tasuki.records.models import Campaign
from tasuki.rules.reading import read

router = Router(tags=["campaigns"])


class CampaignOut(Schema):
    id: UUID
    code: str = Field(examples=["2026-q4-webinar"])
    external_id: str | None = None
    name: str
    source: str
    message: str
    offer: str
    audience: str
    spend: Money | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    created_at: datetime


class WhichCampaigns(Schema):
    code: str | None = None
    source: str | None = None


_EXAMPLE = {
    "code": "2026-q4-webinar", "name": "Q4 webinar", "source": "inbound",
    "spend": {"amount": "1000000.00", "currency": "JPY"},
}  # fmt: skip
NewCampaign = Annotated[dict[str, Any], shaped_like(actions.NewCampaign, _EXAMPLE), Body()]
CampaignChanges = Annotated[dict[str, Any], shaped_like(actions.CampaignFields, {"name": "Q4"}), Body()]

_COLUMNS = (
    "id", "code", "external_id", "name", "source", "message", "offer", "audience", "spend", "currency", "starts_on",
    "ends_on", "created_at",
)  # fmt: skip


@router.get("", response=page_schema(CampaignOut))
def list_campaigns(request: Call, which: Query[WhichCampaigns], paging: Query[Paging]) -> HttpResponse:
    """Campaigns, the newest first."""
    ask_any(request.auth, "campaign.read")
    rows = Campaign.objects.all()
    if which.code:
        rows = rows.filter(code=which.code)
    if which.source:
        rows = rows.filter(source=which.source)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-id",))
    return answer({"items": [_shown(item) for item in items], "next_cursor": following})


@router.post("", response={201: CampaignOut})
def create_campaign(request: Call, payload: NewCampaign) -> HttpResponse:
    """A new campaign; leads refer to its code."""
    asked = read(actions.NewCampaign, payload)
    campaign = actions.create_campaign(asked, by=request.auth, at=request.at)
    return _answer(campaign.pk, 201, f"{request.path}/{campaign.pk}")


@router.get("/{uuid:campaign_id}", response=CampaignOut)
def get_campaign(request: Call, campaign_id: UUID) -> HttpResponse:
    """One campaign."""
    ask_any(request.auth, "campaign.read")
    return _answer(campaign_id)


@router.patch("/{uuid:campaign_id}", response=CampaignOut)
def change_campaign(request: Call, campaign_id: UUID, payload: CampaignChanges) -> HttpResponse:
    """Change the fields that are named; the code stays."""
    actions.edit_campaign(campaign_id, payload, by=request.auth, at=request.at)
    return _answer(campaign_id)


def _answer(campaign_id: UUID, status: int = 200, location: str | None = None) -> HttpResponse:
    row = Campaign.objects.filter(pk=campaign_id).values(*_COLUMNS).first()
    if row is None:
        raise NotFound("campaign", campaign_id)
    return answer(_shown(row), status, location=location)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"spend": money(row["spend"], row.pop("currency"))}
