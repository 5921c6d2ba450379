"""Make, check and revoke API tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tasuki.platform.access.actor import Actor, ask, ask_any, ask_for_the_admins_role, visible
from tasuki.platform.access.grants import GRANTS, roles_with
from tasuki.platform.access.models import Token
from tasuki.platform.access.roles import Role
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotFound, NotSignedIn, invalid
from tasuki.platform.sql import run
from tasuki.rules.wording import N_, Sentence

PREFIX = "tsk_"
NOTED_EVERY = timedelta(minutes=10)
"""How exactly it is known when a token was last used: a row is not written with every call."""
KNOWN_SCOPES = frozenset(
    {"all", "read", *GRANTS, *(f"{permission.split('.')[0]}.*" for permission in GRANTS)}
)

# Whom a token stands for, while both it and the person count; asked with every call of the API.
BEARER = """
SELECT t.id, t.last_used_at, p.id, p.handle, p.roles, p.team_id, t.scopes
FROM access_token t JOIN people_person p ON p.id = t.person_id
WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(at)s)
  AND p.is_active
"""

NOTE_USE = "UPDATE access_token SET last_used_at = %(at)s WHERE id = %(token)s"


@transaction.atomic
def create(
    person: Person,
    *,
    by: Actor,
    at: datetime,
    scopes: frozenset[str],
    name: str = "",
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A new token for ``person`` and its secret, which is shown this once. A token makes none wider than itself,
    and only an admin makes one for an admin.

    Raises `Forbidden`, `Invalid`.
    """
    ask(by, "token.create", person.pk)
    if person.has_role(Role.ADMIN) and by.person_id != person.pk:
        ask_for_the_admins_role(by, "token.create")
    unknown = sorted(scopes - KNOWN_SCOPES)
    if unknown or not scopes:
        raise invalid(
            "/scopes",
            N_("No such scope: %(unknown)s. Use “all”, “read”, a subject such as “lead.*”, or a permission."),
            unknown=unknown,
        )
    if expires_at is not None and expires_at <= at:
        raise invalid("/expires_at", N_("This moment has passed."), "past")
    if not person.is_active:
        raise invalid("/person", N_("%(name)s has left already."), "unknown_person", name=person.name)
    if by.scopes is not None and "all" not in by.scopes and not scopes <= by.scopes:
        raise Forbidden("token.create", roles_with("token.create"))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(scopes),
        created_at=at,
        expires_at=expires_at,
    )
    append(
        Entry(
            "token.created",
            at,
            by,
            "token",
            token.pk,
            data={"person": str(person.pk), "scopes": token.scopes},
        )
    )
    return token, secret


def actor_for(secret: str, at: datetime) -> Actor:
    """The actor that a bearer token stands for. Raises `NotSignedIn` when it is unknown, expired or revoked."""
    found = run(BEARER, {"digest": digest_of(secret), "at": at})
    if not found:
        raise NotSignedIn(Sentence(N_("The token is unknown, expired or revoked.")))
    token, used_at, person, handle, roles, team, scopes = found[0]
    if used_at is None or at - used_at >= NOTED_EVERY:
        run(NOTE_USE, {"token": token, "at": at})
    return Actor(person, handle, frozenset(roles), team, "api", frozenset(scopes))


def seen_by(by: Actor) -> QuerySet[Token]:
    """One's own tokens; RevOps and admin see everybody's. Raises `Forbidden`."""
    ask_any(by, "token.create")
    return visible(Token.objects.select_related("person"), by, "token.create", "person")


def alive(rows: QuerySet[Token], at: datetime) -> QuerySet[Token]:
    """Those that still open something at ``at``."""
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


@transaction.atomic
def revoke(token_id: UUID, *, by: Actor, at: datetime) -> Token:
    """End a token; ending it twice keeps the first moment. Raises `Forbidden`, `NotFound`."""
    token = seen_by(by).select_for_update(of=("self",)).filter(pk=token_id).first()
    if token is None:
        raise NotFound("token", token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        append(Entry("token.revoked", at, by, "token", token.pk, data={"person": str(token.person_id)}))
    return token


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
