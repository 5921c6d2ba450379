"""`tasuki discovery`: the AE's call with the buyer."""

from __future__ import annotations

from datetime import datetime

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.commands.meeting import ATTENDEE, SDR_ATTENDED
from tasuki.cli.session import Acting
from tasuki.cli.typed import MOMENT
from tasuki.rules.wording import N_


@click.group("discovery", cls=InOrder)
def discovery_command() -> None:
    """The discovery call and what came out of it."""


@discovery_command.command()
@click.argument("lead")
@click.option(
    "--at", "held_at", type=MOMENT, metavar="MOMENT", help="When the call was held; by default now."
)
@click.option(
    "--outcome",
    type=click.Choice(["qualified", "not_qualified", "undecided"]),
    default="undecided",
    show_default=True,
)
@click.option("--notes", default="", help="What is worth keeping beyond the answers.")
@click.option(
    "--meeting",
    metavar="MEETING",
    help="Which meeting it was; by default the one booked for the nearest moment.",
)
@ATTENDEE
@SDR_ATTENDED
@as_person
def record(
    session: Acting,
    lead: str,
    held_at: datetime | None,
    outcome: str,
    notes: str,
    meeting: str | None,
    attendees: tuple[str, ...],
    sdr_attended: bool | None,
) -> Answer:
    """Record a discovery call (C-6). What was learned is recorded as answers, before this: lead answer.

    \b
    Example:
      tasuki discovery record web-000123 --outcome qualified --sdr-attended --as ren
    """
    from tasuki.cli.naming import lead_named, meeting_named
    from tasuki.stages.discovery.actions import record as record_call

    call = record_call(
        lead_named(session.by, lead).pk,
        held_at=session.instant(held_at) if held_at else session.at,
        by=session.by,
        at=session.at,
        outcome=outcome,
        notes=notes,
        attendees=attendees,
        sdr_attended=sdr_attended,
        meeting_id=meeting_named(session.by, meeting).pk if meeting else None,
    )
    facts = {
        "id": call.pk,
        "lead_id": call.lead_id,
        "meeting_id": call.meeting_id,
        "held_at": call.held_at,
        "outcome": call.outcome,
        "notes": call.notes,
        "checklist": call.checklist,
    }
    standing = [f"  {one['id']}: {one['standing']}" for one in call.checklist]
    return Answer(
        facts,
        [session.say(N_("The call of %(at)s is on record."), at=session.clock(call.held_at)), *standing],
    )
