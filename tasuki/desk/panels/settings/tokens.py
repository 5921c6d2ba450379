"""API tokens: those that are alive, those that have ended, and the form for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, options, retyped, told
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.platform.access import tokens
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.models import Token

SHOWN = 200


@dataclass(frozen=True, slots=True)
class TokenRow:
    token: Token
    is_alive: bool


@dataclass(frozen=True, slots=True)
class TokensPage:
    """``secret`` is the one of the token just made, which is shown this once."""

    rows: tuple[TokenRow, ...]
    fields: tuple[Field, ...]
    shows_others: bool
    shows_ended: bool
    secret: str = ""


def tokens_page(
    asked: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
    secret: str = "",
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> TokensPage:
    """Raises `Forbidden`."""
    rows = tokens.seen_by(by)
    shows_ended = "ended" in asked
    if not shows_ended:
        rows = tokens.alive(rows, at)
    everybodys = by.reach("token.create") == "all"
    return TokensPage(
        rows=tuple(TokenRow(one, _is_alive(one, at)) for one in rows.order_by("-created_at", "-id")[:SHOWN]),
        fields=told(retyped(_fields(by, everybodys), typed), refused),
        shows_others=everybodys,
        shows_ended=shows_ended,
        secret=secret,
    )


def _is_alive(token: Token, at: datetime) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > at)


def _fields(by: Actor, everybodys: bool) -> tuple[Field, ...]:
    known = tuple(Option(scope, "") for scope in sorted(tokens.KNOWN_SCOPES))
    people = choices()
    whose = Field("person", gettext("For whom"), "choice", by.handle, options(people, by.handle, None))
    return (
        Field(
            "name", gettext("What it is for"), help=gettext("So that you know it again: the program's name.")
        ),
        *((whose,) if everybodys else ()),
        Field(
            "scopes",
            gettext("What it may do"),
            value="read",
            options=known,
            required=True,
            help=gettext(
                "read, all, a subject such as lead.*, or a permission; several with spaces between."
            ),
        ),
        Field("expires_at", gettext("Ends on"), "moment", help=gettext("Empty: until it is revoked.")),
    )
