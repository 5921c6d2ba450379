"""`tasuki notice`: one's inbox, and how one is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.rules.notices import WAYS
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.notices.models import Notice


@click.group("notice", cls=InOrder)
def notice_command() -> None:
    """What one is told: list, read, and by which channel."""


@notice_command.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that are read too.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="At most so many.")
@as_person
def list_notices(session: Acting, everything: bool, limit: int) -> Answer:
    """List your notices, the newest first.

    \b
    Example:
      tasuki notice list --as aoi
    """
    from tasuki.notices.queries import inbox_of

    rows = inbox_of(session.by)
    return _told(list((rows if everything else rows.filter(read_at=None))[:limit]), session)


@notice_command.command()
@click.argument("notice_id", type=click.UUID, required=False)
@click.option("--all", "everything", is_flag=True, help="Everything up to now.")
@as_person
def read(session: Acting, notice_id: UUID | None, everything: bool) -> Answer:
    """Mark a notice as read, or all of them.

    \b
    Example:
      tasuki notice read --all --as aoi
    """
    from tasuki.notices import actions

    if (notice_id is None) != everything:
        raise click.UsageError("Name one notice, or say --all.")
    if notice_id is not None:
        return _told([actions.read(notice_id, by=session.by, at=session.at)], session)
    count = actions.read_all(by=session.by, at=session.at)
    return Answer({"read": count}, [session.say(N_("%(count)s notices are read."), count=count)])


@notice_command.command()
@click.argument("kind")
@click.argument("channel")
@click.argument("way", type=click.Choice(WAYS))
@as_person
def prefer(session: Acting, kind: str, channel: str, way: str) -> Answer:
    """Choose how you are told of a kind of notice by a channel: in_app, email, slack.

    \b
    Example:
      tasuki notice prefer closed_loop email weekly --as sora
    """
    from tasuki.notices import actions
    from tasuki.notices.actions.choose import Chosen
    from tasuki.notices.wanting import choices_of

    assert session.by.person_id is not None
    actions.choose(session.by.person_id, Chosen(ways={(kind, channel): way}), by=session.by)
    return Answer(choices_of(session.by.person_id), [f"{kind} · {channel} · {way}"])


@notice_command.command()
@click.argument("channel")
@click.argument("address")
@click.option("--person", "named", metavar="PERSON", help="Whom; by default yourself.")
@as_person
def reach(session: Acting, channel: str, address: str, named: str | None) -> Answer:
    """Say where a channel reaches somebody, such as their member id in Slack; "" forgets it.

    \b
    Example:
      tasuki notice reach slack U024BE7LH --person aoi --as kei
    """
    from tasuki.notices import actions
    from tasuki.notices.actions.choose import Chosen
    from tasuki.platform.people.queries import person_called

    person = person_called(named or session.by.handle)
    habit = actions.choose(person.pk, Chosen(addresses={channel: address}), by=session.by)
    return Answer(
        {"person": person.handle, "addresses": habit.addresses}, [f"{person.handle} · {channel} · {address}"]
    )


def _told(rows: list[Notice], session: Acting) -> Answer:
    from tasuki.notices.words import worded

    told = worded(rows, session.by, session.language)
    items = [
        {"id": row.pk, "kind": row.kind, "code": row.code, "at": row.at, "title": one.title, "about": one.about,
         "because": one.because, "lead_id": row.lead, "opportunity_id": row.opportunity, "read_at": row.read_at}
        for row, one in zip(rows, told, strict=True)
    ]  # fmt: skip
    headings = [session.say(text) for text in (N_("When"), N_("Notice"), N_("About"), N_("Id"))]
    lines = [(session.clock(one.at), one.title, one.about, str(one.id)) for one in told]
    return Answer({"items": items}, table(headings, lines))
