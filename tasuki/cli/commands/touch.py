"""`tasuki touch`: contacts with the buyer, one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import MOMENT
from tasuki.rules.wording import N_

KINDS = (
    "call",
    "email",
    "meeting",
    "form",
    "webinar",
    "event",
    "visit",
    "download",
    "chat",
    "letter",
    "sms",
    "other",
)


@click.group("touch", cls=InOrder)
def touch_command() -> None:
    """Touchpoints: calls, e-mails, visits."""


@touch_command.command()
@click.argument("lead")
@click.option("--kind", type=click.Choice(KINDS), default="call", show_default=True)
@click.option(
    "--direction",
    type=click.Choice(["inbound", "outbound"]),
    default="outbound",
    show_default=True,
    help="Seen from us.",
)
@click.option("--two-way", is_flag=True, help="Both sides spoke.")
@click.option("--content", default="", help="What was sent or shown.")
@click.option("--signal", default="", help="A signal that the playbook scores.")
@click.option("--note", default="", help="What was said.")
@click.option("--at", "touched_at", type=MOMENT, metavar="MOMENT", help="When; by default now.")
@as_person
def log(
    session: Acting,
    lead: str,
    kind: str,
    direction: Literal["inbound", "outbound"],
    two_way: bool,
    content: str,
    signal: str,
    note: str,
    touched_at: datetime | None,
) -> Answer:
    """Log one contact with the buyer.

    \b
    Example:
      tasuki touch log web-000123 --kind call --two-way --note "九日かかる出荷を四日にしたい" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import log_touch

    touch = log_touch(
        lead_named(session.by, lead).pk,
        kind,
        by=session.by,
        at=session.at,
        direction=direction,
        two_way=two_way,
        content=content,
        signal=signal,
        note=note,
        touched_at=session.instant(touched_at) if touched_at else None,
    )
    facts = {
        "id": touch.pk,
        "lead_id": touch.lead_id,
        "kind": touch.kind,
        "at": touch.at,
        "direction": touch.direction,
        "two_way": touch.two_way,
        "content": touch.content,
        "signal": touch.signal,
        "note": touch.note,
    }
    return Answer(
        facts, [session.say(N_("The touchpoint of %(at)s is on record."), at=session.clock(touch.at))]
    )
