"""/absences: who is away, from when until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.people import actions
from tasuki.platform.people.models import Absence
from tasuki.platform.people.queries import person_called

router = Router(tags=["people"])


class AbsenceOut(Schema):
    id: UUID
    person: str = Field(description="handle")
    from_at: datetime
    until_at: datetime


class NewAbsence(Body):
    person: str = Field("", description="id or handle; empty for oneself")
    from_at: AwareDatetime
    until_at: AwareDatetime
    note: str = Field("", max_length=200)

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"from_at": "2030-12-28T15:00:00Z", "until_at": "2031-01-04T15:00:00Z"}
        },
    )


class WhichAbsences(Schema):
    person: str | None = Field(None, description="id or handle; me is the caller")
    over: bool = Field(False, description="also those that are over")


_COLUMNS = ("id", "person__handle", "from_at", "until_at")


@router.get("", response=page_schema(AbsenceOut))
def list_absences(request: Call, which: Query[WhichAbsences], paging: Query[Paging]) -> HttpResponse:
    """One's own absences and the team's, those now and to come; RevOps and admin see everybody's."""
    ask_any(request.auth, "absence.read")
    rows = visible(Absence.objects.all(), request.auth, "absence.read", "person")
    if not which.over:
        rows = rows.filter(until_at__gt=request.at)
    if which.person:
        rows = rows.filter(
            person=person_called(request.auth.handle if which.person == "me" else which.person)
        )
    items, following = page_of(rows, paging, *_COLUMNS, order=("from_at", "id"))
    shown = [item | {"person": item.pop("person__handle")} for item in items]
    return answer({"items": shown, "next_cursor": following})


@router.post("", response={201: AbsenceOut})
def add_absence(request: Call, payload: NewAbsence) -> HttpResponse:
    """Somebody is away: oneself, or for managers somebody of the team."""
    ask_any(request.auth, "absence.edit")
    person = person_called(payload.person or request.auth.handle)
    absence = actions.add_absence(
        person.pk, payload.from_at, payload.until_at, by=request.auth, at=request.at, note=payload.note
    )
    return answer(_shown(absence), 201)


@router.post("/{uuid:absence_id}/end", response=AbsenceOut)
def end_absence(request: Call, absence_id: UUID) -> HttpResponse:
    """They are back: it ends now; one that has not begun is taken back."""
    return answer(_shown(actions.end_absence(absence_id, by=request.auth, at=request.at)))


def _shown(absence: Absence) -> dict[str, Any]:
    return {
        "id": absence.pk,
        "person": absence.person.handle,
        "from_at": absence.from_at,
        "until_at": absence.until_at,
    }
