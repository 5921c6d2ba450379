"""/events: the journal as a feed that misses nothing, for those who follow along."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, read_cursor, write_cursor
from tasuki.platform.journal.queries import feed
from tasuki.platform.journal.shape import shape_of
from tasuki.platform.language import language_of
from tasuki.platform.refusals import Invalid, invalid
from tasuki.rules.wording import N_

router = Router(tags=["events"])


class EventOut(Schema):
    """Ids and codes only; the words that people wrote stay with the records."""

    id: int = Field(description="rises within one transaction")
    code: str = Field(examples=["lead.accepted"])
    sentence: str = Field(description="the event in the caller's language")
    at: datetime
    actor_id: UUID | None = Field(None, description="null where the product itself acted")
    door: str = Field(examples=["api"])
    subject: str = Field(examples=["lead"])
    subject_id: UUID
    lead_id: UUID | None = None
    opportunity_id: UUID | None = None
    playbook: str = Field(examples=["article@1"])
    reason: str
    origin: str = Field(examples=["native"])
    data: dict[str, Any]


class EventFeed(Schema):
    items: list[EventOut]
    next_cursor: str | None = Field(
        None, description="keep it: ask again with it for what has happened since"
    )


class WhichEvents(Schema):
    code: list[str] = Field([], description="may be repeated", max_length=50)
    subject: str | None = Field(None, max_length=20, examples=["lead"])
    subject_id: UUID | None = None
    lead: UUID | None = None


@router.get("", response=EventFeed)
def list_events(request: Call, which: Query[WhichEvents], paging: Query[Paging]) -> HttpResponse:
    """Events in the order in which their transactions began, oldest first.

    An event appears once everything that could stand before it is settled, so that a reader who keeps ``next_cursor``
    misses none. At the end ``next_cursor`` stays where it is, for the next time.
    """
    ask_any(request.auth, "event.read")
    after = _place(paging.cursor)
    events = feed(after, paging.limit, _only(which))
    last = (events[-1].txid, events[-1].seq) if events else after
    following = write_cursor([str(step) for step in last]) if last != (0, 0) else None
    language = language_of(request)
    items = [shape_of(event, language) for event in events]
    return answer({"items": items, "next_cursor": following})


def _place(cursor: str | None) -> tuple[int, int]:
    if not cursor:
        return (0, 0)
    steps = read_cursor(cursor, 2)
    try:
        txid, seq = (int(step) for step in steps)
    except (TypeError, ValueError) as error:
        raise _unknown_place() from error
    if not (0 <= txid < 2**63 and 0 <= seq < 2**63):
        raise _unknown_place()
    return (txid, seq)


def _unknown_place() -> Invalid:
    return invalid(
        "/cursor", N_("This cursor is not one of ours: take next_cursor of the page before."), "bad_cursor"
    )


def _only(which: WhichEvents) -> dict[str, Any]:
    asked = {
        "codes": which.code,
        "subject": which.subject,
        "subject_id": which.subject_id,
        "lead": which.lead,
    }
    return {name: value for name, value in asked.items() if value}
