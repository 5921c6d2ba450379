"""/playbooks: the agreement in force, its history, and how a new version comes about."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Body
from tasuki.playbooks import actions
from tasuki.playbooks.models import PlaybookVersion, SignOff
from tasuki.playbooks.queries import version_stamped

router = Router(tags=["playbooks"])


class SignOffOut(Schema):
    side: Literal["marketing", "sales"]
    name: str
    person_id: UUID | None = None
    at: datetime


class PlaybookOut(Schema):
    id: UUID
    stamp: str = Field(examples=["article@1"])
    name: str
    number: int
    state: Literal["draft", "in_force", "retired"]
    note: str
    drafted_at: datetime
    in_force_at: datetime | None = None
    retired_at: datetime | None = None
    sign_offs: list[SignOffOut]


class PlaybookWithText(PlaybookOut):
    toml: str = Field(description="the agreement itself, to the letter")


class Playbooks(Schema):
    items: list[PlaybookOut]
    next_cursor: None = None


class NewDraft(Body):
    toml: str = Field(
        min_length=1, max_length=1_000_000, description="complete, or changes to a preset named by base"
    )
    note: str = Field("", max_length=5000, description="what changes, and why")


class Yes(Body):
    side: Literal["marketing", "sales"]


class WhichPlaybooks(Schema):
    state: Literal["draft", "in_force", "retired"] | None = None


@router.get("", response=Playbooks)
def list_playbooks(request: Call, which: Query[WhichPlaybooks]) -> HttpResponse:
    """All versions, newest first, without their text."""
    ask_any(request.auth, "playbook.read")
    versions = PlaybookVersion.objects.defer("toml").order_by("-drafted_at", "-number")
    if which.state:
        versions = versions.filter(state=which.state)
    signed = versions.prefetch_related(Prefetch("sign_offs", SignOff.objects.order_by("side")))
    return answer({"items": [_shown(version) for version in signed], "next_cursor": None})


@router.get("/{stamp}", response=PlaybookWithText)
def get_playbook(request: Call, stamp: str) -> HttpResponse:
    """One version with its TOML, by its stamp (“article@1”), its id, or ``in_force``."""
    ask_any(request.auth, "playbook.read")
    version = version_stamped(stamp)
    return answer({**_shown(version), "toml": version.toml})


@router.post("", response={201: PlaybookOut})
def draft_playbook(request: Call, payload: NewDraft) -> HttpResponse:
    """A new draft; 422 names every table and key that is not right."""
    version = actions.draft(payload.toml, by=request.auth, at=request.at, note=payload.note)
    return answer(_shown(version), 201, location=f"{request.path}/{version}")


@router.post("/{stamp}/sign-off", response=PlaybookOut)
def sign_playbook(request: Call, stamp: str, payload: Yes) -> HttpResponse:
    """The caller's yes to a draft, for marketing or for sales."""
    version = version_stamped(stamp)
    actions.sign(version.pk, payload.side, by=request.auth, at=request.at)
    return answer(_shown(version))


@router.post("/{stamp}/publish", response=PlaybookOut)
def publish_playbook(request: Call, stamp: str) -> HttpResponse:
    """In force from now on; 409 names the side that has not signed (PB-1)."""
    version = actions.publish(version_stamped(stamp).pk, by=request.auth, at=request.at)
    return answer(_shown(version))


def _shown(version: PlaybookVersion) -> dict[str, Any]:
    return {
        "id": version.pk,
        "stamp": str(version),
        "name": version.name,
        "number": version.number,
        "state": version.state,
        "note": version.note,
        "drafted_at": version.drafted_at,
        "in_force_at": version.in_force_at,
        "retired_at": version.retired_at,
        "sign_offs": [
            {"side": yes.side, "name": yes.name, "person_id": yes.person_id, "at": yes.at}
            for yes in version.sign_offs.all()
        ],
    }
