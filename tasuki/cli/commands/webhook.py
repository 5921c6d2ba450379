"""`tasuki webhook`: events to other programs."""

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
    from tasuki.integrations.webhooks.models import Endpoint

WHICH = click.argument("webhook", type=click.UUID)
CODES = click.option("--code", "codes", multiple=True, help="An event (opportunity.won); may be repeated.")


@click.group("webhook", cls=InOrder)
def webhook_command() -> None:
    """Events to other programs, signed after Standard Webhooks 1.0."""


@webhook_command.command()
@click.argument("url")
@CODES
@click.option("--description", default="", help="What it is for.")
@as_person
def add(session: Acting, url: str, codes: tuple[str, ...], description: str) -> Answer:
    """Send events to an address. The secret is shown this once.

    \b
    Example:
      tasuki webhook add https://erp.example.com/hooks --code opportunity.won --as kei
    """
    from tasuki.integrations.webhooks import actions
    from tasuki.integrations.webhooks.api import webhook_shape

    endpoint, secret = actions.add(url, by=session.by, at=session.at, codes=codes, description=description)
    return Answer(
        {**webhook_shape(endpoint), "secret": secret},
        [str(endpoint.pk), secret, session.say(N_("Keep it: it is not shown again."))],
    )


@webhook_command.command("list")
@as_person
def list_webhooks(session: Acting) -> Answer:
    """List the endpoints and how they do.

    \b
    Example:
      tasuki webhook list --as kei
    """
    from tasuki.integrations.webhooks.queries import endpoints

    return _told(list(endpoints(session.by)), session)


@webhook_command.command()
@WHICH
@click.option("--url", help="Another address.")
@CODES
@click.option("--description", help="What it is for.")
@as_person
def edit(
    session: Acting, webhook: UUID, url: str | None, codes: tuple[str, ...], description: str | None
) -> Answer:
    """Change the address, the events or the description.

    \b
    Example:
      tasuki webhook edit 0193a1b2-0000-7000-8000-000000000001 --code opportunity.lost --as kei
    """
    from tasuki.integrations.webhooks import actions

    changed = actions.edit(
        webhook, by=session.by, at=session.at, url=url, codes=codes or None, description=description
    )
    return _told([changed], session)


@webhook_command.command()
@WHICH
@as_person
def rotate(session: Acting, webhook: UUID) -> Answer:
    """Make a new secret; the one before signs as well for 24 hours.

    \b
    Example:
      tasuki webhook rotate 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.integrations.webhooks import actions
    from tasuki.integrations.webhooks.api import webhook_shape

    endpoint, secret = actions.rotate(webhook, by=session.by, at=session.at)
    return Answer(
        {**webhook_shape(endpoint), "secret": secret},
        [secret, session.say(N_("Keep it: it is not shown again."))],
    )


@webhook_command.command()
@WHICH
@as_person
def enable(session: Acting, webhook: UUID) -> Answer:
    """Let a disabled endpoint hear again.

    \b
    Example:
      tasuki webhook enable 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.integrations.webhooks import actions

    return _told([actions.enable(webhook, by=session.by, at=session.at)], session)


@webhook_command.command()
@WHICH
@as_person
def disable(session: Acting, webhook: UUID) -> Answer:
    """Send nothing there any more.

    \b
    Example:
      tasuki webhook disable 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.integrations.webhooks import actions

    return _told([actions.disable(webhook, by=session.by, at=session.at)], session)


@webhook_command.command()
@WHICH
@as_person
def remove(session: Acting, webhook: UUID) -> Answer:
    """Take an endpoint away, with its log.

    \b
    Example:
      tasuki webhook remove 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.integrations.webhooks import actions

    actions.remove(webhook, by=session.by, at=session.at)
    return Answer({"removed": webhook}, [session.say(N_("The endpoint is removed."))])


@webhook_command.command()
@WHICH
@as_person
def test(session: Acting, webhook: UUID) -> Answer:
    """Send a message that tries the endpoint out.

    \b
    Example:
      tasuki webhook test 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.integrations.webhooks import actions
    from tasuki.integrations.webhooks.api import message_shape

    sent = actions.send_test(webhook, by=session.by, at=session.at)
    return Answer(message_shape(sent), [session.say(N_("A test is on its way: see the log."))])


@webhook_command.command()
@WHICH
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="At most so many.")
@as_person
def log(session: Acting, webhook: UUID, limit: int) -> Answer:
    """Show what was and is to be sent, the newest first.

    \b
    Example:
      tasuki webhook log 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.integrations.webhooks.api import message_shape
    from tasuki.integrations.webhooks.queries import log_of

    items = [message_shape(row) for row in log_of(session.by, webhook)[:limit]]
    headings = [
        session.say(text) for text in (N_("When"), N_("Event"), N_("State"), N_("Attempts"), N_("Id"))
    ]
    lines = [
        (session.clock(one["made_at"]), one["code"], one["state"], _answers(one), str(one["id"]))
        for one in items
    ]
    return Answer({"items": items}, table(headings, lines))


@webhook_command.command()
@WHICH
@click.argument("message", type=click.UUID, required=False)
@click.option("--since", type=MOMENT, metavar="MOMENT", help="Every event since then.")
@as_person
def replay(session: Acting, webhook: UUID, message: UUID | None, since: datetime | None) -> Answer:
    """Send a message of the log once more, or every event since a moment.

    \b
    Example:
      tasuki webhook replay 0193a1b2-0000-7000-8000-000000000001 --since 2026-11-20T09:00 --as kei
    """
    from tasuki.integrations.webhooks import actions

    if (message is None) == (since is None):
        raise click.UsageError("Name one message, or --since.")
    if message is not None:
        actions.replay(webhook, message, by=session.by, at=session.at)
        count = 1
    else:
        assert since is not None
        count = actions.replay_since(webhook, session.instant(since), by=session.by, at=session.at)
    return Answer({"count": count}, [session.say(N_("%(count)s messages are on their way."), count=count)])


def _answers(message: dict[str, Any]) -> str:
    return " ".join(str(one["status"] or one["error"][:20]) for one in message["attempts"]) or "—"


def _told(rows: list[Endpoint], session: Acting) -> Answer:
    from tasuki.integrations.webhooks.api import webhook_shape

    items = [webhook_shape(row) for row in rows]
    headings = [
        session.say(text) for text in (N_("Address"), N_("Events"), N_("Disabled"), N_("Failures"), N_("Id"))
    ]
    lines = [
        (row.url, ", ".join(row.codes) or "*", session.clock(row.disabled_at), row.failures, str(row.pk))
        for row in rows
    ]
    return Answer({"items": items}, table(headings, lines))
