"""/teams: who belongs together, and who leads them."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.people import actions
from tasuki.platform.people.models import Team

router = Router(tags=["people"])


class TeamOut(Schema):
    id: UUID
    name: str
    lead: str | None = Field(None, description="handle")


class NewTeam(Body):
    name: str = Field(min_length=1, max_length=100, examples=["東日本"])
    lead: str = Field("", description="the lead's handle")


class TeamChanges(Body):
    """Only what is sent changes."""

    name: str = Field("", min_length=1, max_length=100)
    lead: str = Field("", description="the lead's handle; “” is nobody")

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"lead": "mio"}})


@router.get("", response=page_schema(TeamOut))
def list_teams(request: Call, paging: Query[Paging]) -> HttpResponse:
    """Every team, by name."""
    ask_any(request.auth, "person.read")
    items, following = page_of(Team.objects.all(), paging, "id", "name", "lead_by__handle", order=("name",))
    shown = [item | {"lead": item.pop("lead_by__handle")} for item in items]
    return answer({"items": shown, "next_cursor": following})


@router.post("", response={201: TeamOut})
def add_team(request: Call, payload: NewTeam) -> HttpResponse:
    """A new team."""
    team = actions.add_team(payload.name, by=request.auth, at=request.at, lead=payload.lead)
    return answer(_shown(team), 201)


@router.patch("/{uuid:team_id}", response=TeamOut)
def edit_team(request: Call, team_id: UUID, payload: TeamChanges) -> HttpResponse:
    """Rename a team, or give it another lead."""
    changes = cast(actions.TeamChanges, payload.model_dump(exclude_unset=True))
    return answer(_shown(actions.edit_team(team_id, changes, by=request.auth, at=request.at)))


def _shown(team: Team) -> dict[str, Any]:
    return {"id": team.pk, "name": team.name, "lead": team.lead_by.handle if team.lead_by else None}
