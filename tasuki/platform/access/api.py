"""/tokens: bearer tokens for programs, with scopes and an end."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from tasuki.platform.access import tokens
from tasuki.platform.access.actor import ask_any
from tasuki.platform.access.models import Token
from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import Body, page_schema
from tasuki.platform.people.queries import person_called

router = Router(tags=["tokens"])


class TokenOut(Schema):
    id: UUID
    person: str = Field(description="handle")
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = Field(None, description="to within ten minutes")


class FreshToken(TokenOut):
    token: str = Field(description="the secret, shown this once", examples=["tsk_…"])


class NewToken(Body):
    person: str = Field("", description="id or handle; empty for oneself")
    name: str = Field("", max_length=100, examples=["nightly export"])
    scopes: list[str] = Field(min_length=1, examples=[["read", "lead.*"]])
    expires_at: AwareDatetime | None = None


_COLUMNS = (
    "id", "person__handle", "name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at",
)  # fmt: skip


@router.get("", response=page_schema(TokenOut))
def list_tokens(request: Call, paging: Query[Paging]) -> HttpResponse:
    """One's own tokens, newest first; RevOps and admin see everybody's. Secrets are never shown again."""
    items, following = page_of(tokens.seen_by(request.auth), paging, *_COLUMNS, order=("-created_at", "-id"))
    shown = [item | {"person": item.pop("person__handle")} for item in items]
    return answer({"items": shown, "next_cursor": following})


@router.post("", response={201: FreshToken})
def create_token(request: Call, payload: NewToken) -> HttpResponse:
    """A token for oneself, or, for RevOps and admin, for anybody. A token makes none that may do more than itself."""
    ask_any(request.auth, "token.create")
    person = person_called(payload.person or request.auth.handle)
    token, secret = tokens.create(
        person,
        by=request.auth,
        at=request.at,
        scopes=frozenset(payload.scopes),
        name=payload.name,
        expires_at=payload.expires_at,
    )
    return answer({**_shown(token), "token": secret}, 201, location=f"{request.path}/{token.pk}")


@router.delete("/{uuid:token_id}", response=TokenOut)
def revoke_token(request: Call, token_id: UUID) -> HttpResponse:
    """The token opens nothing from now on; revoking it again changes nothing."""
    return answer(_shown(tokens.revoke(token_id, by=request.auth, at=request.at)))


def _shown(token: Token) -> dict[str, Any]:
    return {
        "id": token.pk,
        "person": token.person.handle,
        "name": token.name,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
    }
