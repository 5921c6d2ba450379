"""/accounts/{id}/overview: what the page of an account shows, for programs (RP-5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tasuki.desk.panels.account.page import AccountPage, account_page
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.language import language_of, translator

router = Router(tags=["accounts"])


class Sharer(Schema):
    side: Literal["marketing", "sdr", "ae"]
    person: str = Field(description="handle", examples=["aoi"])


class Promised(Schema):
    sla: str = Field(examples=["SL-7"])
    state: str
    due_at: datetime
    lead_id: UUID | None = None


class Ahead(Schema):
    kind: Literal["step", "task", "meeting"]
    what: str
    on: date
    standing: Literal["behind", "today", "ahead"]
    owner: str | None = Field(None, description="handle")


class Member(Schema):
    contact_id: UUID
    name: str
    stance: str


class Seat(Schema):
    role: str = Field(examples=["economic_buyer"])
    people: list[Member] = Field(description="empty: nobody is known to have it")


class Heard(Schema):
    contact_id: UUID | None = None
    lead_id: UUID | None = None
    name: str
    title: str
    roles: list[str]
    standing: Literal["answers", "reached", "quiet", "never"]
    touches: int = Field(description="in the last ninety days")
    answered: int
    last_at: datetime | None = None
    signals: list[str] = Field(examples=[["pricing_page"]])


class Engaging(Schema):
    people: int = Field(description="of this company, who came or were heard from", examples=[3])
    noticed_at: datetime


class Protected(Schema):
    registration_id: UUID
    number: str = Field(examples=["DR-00007"])
    partner: str = Field(description="its name")
    until: datetime


class Overview(Schema):
    account_id: UUID
    high_value_because: list[str] = Field(
        description="in the caller's language; empty: it is not of high value"
    )
    shared: bool = Field(description="the caller reads all of it, whatever their own records are")
    works_here: list[Sharer]
    promises: list[Promised]
    coming: list[Ahead]
    lead_ids: list[UUID]
    opportunity_ids: list[UUID]
    committee: list[Seat]
    engaged: Engaging | None = Field(
        None, description="while it is news that a buying committee forms (RT-6)"
    )
    protection: Protected | None = Field(None, description="a partner has registered this company (DG-2)")
    people: list[Heard]


@router.get("/{uuid:account_id}/overview", response=Overview)
def get_account_overview(request: Call, account_id: UUID) -> HttpResponse:
    """Who works on an account, what is promised and comes next there, who decides, and how its people answered.

    Of a high-value account marketing, SDR and AE who work there read all; else it shows what the caller may see.
    """
    shown = account_page(account_id, by=request.auth, at=request.at)
    language = language_of(request)
    because = [reason.spoken(language, translator(language)) for reason in shown.seen.why]
    return answer({"account_id": account_id, "high_value_because": because, **_told(shown)})


def _told(shown: AccountPage) -> dict[str, object]:
    together = shown.together
    return {
        "shared": shown.seen.is_shared,
        "works_here": [
            {"side": side.key, "person": one.person.handle}
            for side in (together.sides if together else ())
            for one in side.people
        ],
        "promises": [
            {
                "sla": one.clock.sla,
                "state": one.clock.state,
                "due_at": one.clock.due_at,
                "lead_id": one.lead.pk if one.lead else None,
            }
            for one in (together.promises if together else ())
        ],
        "coming": [
            {
                "kind": one.kind,
                "what": one.what,
                "on": one.on,
                "standing": one.standing,
                "owner": one.person.handle if one.person else None,
            }
            for one in shown.coming
        ],
        "lead_ids": [lead.pk for lead in shown.seen.leads],
        "opportunity_ids": [deal.pk for deal in shown.seen.deals],
        "committee": [
            {
                "role": place.role,
                "people": [
                    {"contact_id": one.contact.pk, "name": one.contact.name, "stance": one.stance}
                    for one in place.members
                ],
            }
            for place in shown.committee
        ],
        "engaged": {"people": shown.engaged.people, "noticed_at": shown.engaged.noticed_at}
        if shown.engaged
        else None,
        "protection": _protected(shown),
        "people": [
            {
                "lead_id" if one.is_lead else "contact_id": one.key,
                "name": one.name,
                "title": one.title,
                "roles": list(one.roles),
                "standing": one.standing,
                "touches": one.heard.touches,
                "answered": one.heard.answered,
                "last_at": one.heard.last_at,
                "signals": list(one.heard.signals),
            }
            for one in shown.people
        ],
    }


def _protected(shown: AccountPage) -> dict[str, object] | None:
    one = shown.protection
    if one is None:
        return None
    return {
        "registration_id": one.registration,
        "number": one.called,
        "partner": one.partner,
        "until": one.until,
    }
