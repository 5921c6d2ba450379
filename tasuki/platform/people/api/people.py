"""/people: who works here, who joins and who leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict, StrictInt

from tasuki.platform.access.actor import ask_any
from tasuki.platform.access.roles import Role
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.people import actions
from tasuki.platform.people.models import Person
from tasuki.platform.people.queries import person_called

router = Router(tags=["people"])
Term = Annotated[str, Field(max_length=100)]


class PersonOut(Schema):
    id: UUID
    handle: str = Field(examples=["aoi"])
    name: str
    email: str
    roles: list[Role]
    team: str | None = None
    manager: str | None = Field(None, description="the manager's handle")
    language: Literal["ja", "en"]
    zone: str
    calendar: str = Field(description="of the playbook; empty: the office's hours on their own clock")
    capacity: int | None = None
    backup: str | None = Field(None, description="the handle of whoever steps in while they are away")
    weight: int
    territories: list[str]
    segments: list[str]
    industries: list[str]
    skills: list[str]
    is_active: bool
    deactivated_at: datetime | None = None


class NewPerson(Body):
    handle: str = Field(min_length=1, max_length=50, pattern=r"^[\w-]+$", examples=["aoi"])
    name: str = Field(min_length=1, max_length=200, examples=["青木 葵"])
    email: str = Field("", max_length=254)
    roles: list[Role] = Field(min_length=1)
    team: str = Field("", max_length=100, description="the team's name; a new name makes a new team")
    manager: str = Field("", description="the manager's handle")
    language: Literal["ja", "en"] = "ja"
    zone: str = "Asia/Tokyo"
    capacity: StrictInt | None = Field(None, ge=0, le=100_000, description="open leads they can carry")
    password: str = Field("", max_length=200, description="without one they cannot sign in yet")

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"handle": "aoi", "name": "青木 葵", "roles": ["sdr"]}}
    )


class PersonChanges(Body):
    """Only what is sent changes; a list replaces the one before."""

    name: str = Field("", min_length=1, max_length=200)
    email: str = Field("", max_length=254)
    roles: list[Role] = Field([], min_length=1)
    team: str = Field(
        "", max_length=100, description="the team's name; a new name makes a new team; “” is none"
    )
    manager: str = Field("", description="the manager's handle; “” is nobody")
    backup: str = Field("", description="the handle of whoever steps in while they are away; “” is nobody")
    language: Literal["ja", "en"] = "ja"
    zone: str = "Asia/Tokyo"
    calendar: str = Field(
        "", max_length=50, description="a calendar of the playbook; “” is the office's hours"
    )
    capacity: StrictInt | None = Field(
        None, ge=0, le=100_000, description="open leads they can carry; null: any"
    )
    weight: StrictInt = Field(1, ge=0, le=100_000, description="the share of new leads beside the others")
    territories: list[Term] = []
    segments: list[Term] = []
    industries: list[Term] = []
    skills: list[Term] = []

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"roles": ["ae"], "territories": ["関東"]}}
    )


class Leaving(Body):
    handed_to: str | None = Field(
        None, description="id or handle of whoever takes over what hangs on the leaver"
    )
    heirs: dict[str, str] = Field(
        {},
        description="kind of thing → id or handle of whoever takes these instead; the kinds are those of a refusal, "
        "without “holds_”",
        examples=[{"opportunities": "ren"}],
    )


class WhichPeople(Schema):
    role: Role | None = None
    active: bool | None = None


_COLUMNS = (
    "id", "handle", "name", "email", "roles", "team__name", "manager__handle", "language", "zone", "calendar",
    "capacity", "backup__handle", "weight", "territories", "segments", "industries", "skills", "is_active",
    "deactivated_at",
)  # fmt: skip


@router.get("", response=page_schema(PersonOut))
def list_people(request: Call, which: Query[WhichPeople], paging: Query[Paging]) -> HttpResponse:
    """Everybody, in the order of their handles."""
    ask_any(request.auth, "person.read")
    people = Person.objects.all()
    if which.role:
        people = people.with_role(which.role)
    if which.active is not None:
        people = people.filter(is_active=which.active)
    items, following = page_of(people, paging, *_COLUMNS, order=("handle",))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.get("/{person}", response=PersonOut)
def get_person(request: Call, person: str) -> HttpResponse:
    """One person, by id or handle; ``me`` is the caller."""
    ask_any(request.auth, "person.read")
    found = person_called(request.auth.handle if person == "me" else person)
    return answer(_shown(found))


@router.post("", response={201: PersonOut})
def add_person(request: Call, payload: NewPerson) -> HttpResponse:
    """A new person. Only an admin makes an admin."""
    person = actions.add(by=request.auth, at=request.at, **payload.model_dump())
    return answer(_shown(person), 201, location=f"{request.path}/{person.pk}")


@router.patch("/{person}", response=PersonOut)
def edit_person(request: Call, person: str, payload: PersonChanges) -> HttpResponse:
    """Change a person: name, roles, team, whom they report to, what routing gives them."""
    ask_any(request.auth, "person.edit")
    changes = cast(actions.Changes, payload.model_dump(exclude_unset=True))
    return answer(_shown(actions.edit(person_called(person).pk, changes, by=request.auth, at=request.at)))


@router.post("/{person}/deactivate", response=PersonOut)
def deactivate_person(request: Call, person: str, payload: Leaving) -> HttpResponse:
    """They leave, and their tokens end.

    Refused (409) while leads, opportunities, tasks, handoffs or clocks name them and nobody takes over.
    """
    ask_any(request.auth, "person.edit")
    leaver = person_called(person)
    heir = person_called(payload.handed_to).pk if payload.handed_to else None
    heirs = {kind: person_called(name).pk for kind, name in payload.heirs.items()}
    left = actions.deactivate(leaver.pk, by=request.auth, at=request.at, handed_to=heir, heirs=heirs)
    return answer(_shown(left))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    named = {"team": "team__name", "manager": "manager__handle", "backup": "backup__handle"}
    return row | {name: row.pop(column) for name, column in named.items()}


def _shown(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "handle": person.handle,
        "name": person.name,
        "email": person.email,
        "roles": person.roles,
        "team": person.team.name if person.team else None,
        "manager": person.manager.handle if person.manager else None,
        "language": person.language,
        "zone": person.zone,
        "calendar": person.calendar,
        "capacity": person.capacity,
        "backup": person.backup.handle if person.backup else None,
        "weight": person.weight,
        "territories": person.territories,
        "segments": person.segments,
        "industries": person.industries,
        "skills": person.skills,
        "is_active": person.is_active,
        "deactivated_at": person.deactivated_at,
    }
