"""`tasuki meeting`: conversations with the buyer, booked, moved, held or missed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import MOMENT

if TYPE_CHECKING:
    from tasuki.stages.meetings.models import Meeting

KINDS = ("discovery", "introduction", "sync", "follow_up", "other")
ATTENDEE = click.option(
    "--attendee", "attendees", multiple=True, metavar="NAME", help="Who takes part; may be repeated."
)
SDR_ATTENDED = click.option(
    "--sdr-attended/--sdr-absent",
    default=None,
    help="Whether the SDR was there for the first 15 minutes (HB-6).",
)
HELD_AT = click.option(
    "--at", "held_at", type=MOMENT, metavar="MOMENT", help="When it was held; by default the booked moment."
)


@click.group("meeting", cls=InOrder)
def meeting_command() -> None:
    """Meetings with the buyer."""


@meeting_command.command()
@click.argument("lead")
@click.option(
    "--at", "booked_for", type=MOMENT, required=True, metavar="MOMENT", help="When; without a zone, in yours."
)
@click.option("--ae", metavar="HANDLE", help="The AE who takes it; becomes the lead's.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="discovery",
    show_default=True,
)
@click.option("--minutes", type=int, default=60, show_default=True)
@ATTENDEE
@click.option("--place", default="", help="A room or a link.")
@click.option("--key", help="Twice with the same key is once.")
@as_person
def book(
    session: Acting,
    lead: str,
    booked_for: datetime,
    ae: str | None,
    kind: str,
    minutes: int,
    attendees: tuple[str, ...],
    place: str,
    key: str | None,
) -> Answer:
    """Book a meeting with an accepted lead (BK-1).

    \b
    Example:
      tasuki meeting book web-000123 --at "2026-11-24 14:00" --ae ren --attendee "高橋 美咲" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.meetings.actions import book as book_meeting

    made = book_meeting(
        lead_named(session.by, lead).pk,
        session.instant(booked_for),
        by=session.by,
        at=session.at,
        ae=ae,
        kind=kind,
        minutes=minutes,
        attendees=attendees,
        place=place,
        key=key,
    )
    return _told(made, session)


@meeting_command.command()
@click.argument("meeting")
@click.option("--at", "booked_for", type=MOMENT, required=True, metavar="MOMENT", help="The new moment.")
@click.option("--place", help="A room or a link.")
@click.option("--note", default="", help="Why it moved.")
@as_person
def move(session: Acting, meeting: str, booked_for: datetime, place: str | None, note: str) -> Answer:
    """Give a booked or missed meeting a new moment.

    \b
    Example:
      tasuki meeting move 0193a1b2-… --at "2026-11-25 10:00" --as aoi
    """
    from tasuki.cli.naming import meeting_named
    from tasuki.stages.meetings.actions import reschedule

    key, moment = meeting_named(session.by, meeting).pk, session.instant(booked_for)
    return _told(reschedule(key, moment, by=session.by, at=session.at, place=place, note=note), session)


@meeting_command.command()
@click.argument("meeting")
@HELD_AT
@ATTENDEE
@SDR_ATTENDED
@as_person
def held(
    session: Acting,
    meeting: str,
    held_at: datetime | None,
    attendees: tuple[str, ...],
    sdr_attended: bool | None,
) -> Answer:
    """Record that a meeting took place.

    \b
    Example:
      tasuki meeting held 0193a1b2-… --sdr-attended --as ren
    """
    from tasuki.cli.naming import meeting_named
    from tasuki.stages.meetings.actions import hold

    found = meeting_named(session.by, meeting)
    moment = session.instant(held_at) if held_at else min(found.booked_for, session.at)
    return _told(
        hold(
            found.pk,
            held_at=moment,
            by=session.by,
            at=session.at,
            attendees=attendees,
            sdr_attended=sdr_attended,
        ),
        session,
    )


@meeting_command.command()
@click.argument("meeting")
@click.option("--reason", default="", help="What happened.")
@as_person
def missed(session: Acting, meeting: str, reason: str) -> Answer:
    """Record that nobody met; the second miss of a lead alerts its manager (BK-2).

    \b
    Example:
      tasuki meeting missed 0193a1b2-… --reason "The buyer was ill" --as ren
    """
    from tasuki.cli.naming import meeting_named
    from tasuki.stages.meetings.actions import miss

    return _told(miss(meeting_named(session.by, meeting).pk, reason, by=session.by, at=session.at), session)


def _told(meeting: Meeting, session: Acting) -> Answer:
    from tasuki.cli.shapes.meeting import meeting_lines, meeting_shape

    return Answer(meeting_shape(meeting), meeting_lines(meeting, session))
