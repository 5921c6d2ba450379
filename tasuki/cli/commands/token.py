"""`tasuki token`: bearer tokens for programs that use the API."""

from __future__ import annotations

from datetime import datetime

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import MOMENT
from tasuki.rules.wording import N_


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
    facts = {
        "id": token.pk,
        "person": token.person.handle,
        "name": token.name,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "token": secret,
    }
    return Answer(facts, [secret, session.say(N_("Keep it: it is not shown again."))])
