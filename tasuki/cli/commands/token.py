"""`tasuki token`: bearer tokens for programs that use the API."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.typed import MOMENT
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.platform.access.models import Token


@click.group("token", cls=InOrder)
def token_command() -> None:
    """Bearer tokens for programs that use the API."""


@token_command.command()
@click.option("--person", "named", metavar="PERSON", help="For whom; by default for yourself.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    help="all, read, a subject (lead.*) or a permission; may be repeated.",
)
@click.option("--name", default="", help="What it is for.")
@click.option("--expires-at", type=MOMENT, metavar="MOMENT", help="When it ends.")
@as_person
def create(
    session: Acting, named: str | None, scopes: tuple[str, ...], name: str, expires_at: datetime | None
) -> Answer:
    """Make a token. Its secret is shown this once; the database keeps only a digest.

    \b
    Example:
      tasuki token create --scope read --scope lead.* --name "nightly export" --as kei
    """
    from tasuki.platform.access import tokens
    from tasuki.platform.people.queries import person_called

    token, secret = tokens.create(
        person_called(named or session.by.handle),
        by=session.by,
        at=session.at,
        scopes=frozenset(scopes),
        name=name,
        expires_at=session.instant(expires_at) if expires_at else None,
    )
    facts = {**token_shape(token), "token": secret}
    return Answer(facts, [secret, session.say(N_("Keep it: it is not shown again."))])


@token_command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are revoked or have ended.")
@as_person
def list_tokens(session: Acting, everything: bool) -> Answer:
    """List your tokens; RevOps and admin see everybody's. Secrets are never shown again.

    \b
    Example:
      tasuki token list --as kei
    """
    from tasuki.platform.access import tokens

    rows = tokens.seen_by(session.by)
    if not everything:
        rows = tokens.alive(rows, session.at)
    items = [token_shape(token) for token in rows.order_by("-created_at", "-id")]
    headings = [
        session.say(text)
        for text in (N_("Id"), N_("Person"), N_("Name"), N_("Scopes"), N_("Ends"), N_("Last used"))
    ]
    lines = [
        (
            one["id"],
            one["person"],
            one["name"],
            one["scopes"],
            session.clock(one["expires_at"]),
            session.clock(one["last_used_at"]),
        )
        for one in items
    ]
    return Answer({"items": items}, table(headings, lines))


@token_command.command()
@click.argument("token_id", type=click.UUID)
@as_person
def revoke(session: Acting, token_id: UUID) -> Answer:
    """End a token: it opens nothing from now on.

    \b
    Example:
      tasuki token revoke 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.platform.access import tokens

    token = tokens.revoke(token_id, by=session.by, at=session.at)
    return Answer(token_shape(token), [session.say(N_("The token is revoked."))])


def token_shape(token: Token) -> dict[str, Any]:
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
