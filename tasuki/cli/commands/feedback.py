"""`tasuki feedback`: sales' weekly word on the leads of each source (SL-11)."""

from __future__ import annotations

from datetime import date

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY
from tasuki.rules.wording import N_

MOST = 200


@click.group("feedback", cls=InOrder)
def feedback_command() -> None:
    """Weekly feedback on sources: list, give."""


@feedback_command.command("list")
@click.option(
    "--week", "week_on", type=DAY, metavar="MONDAY", help="Of one week; by default the latest weeks."
)
@as_person
def list_feedback(session: Acting, week_on: date | None) -> Answer:
    """List what sales was asked and has said, the latest week first.

    \b
    Example:
      tasuki feedback list --as sora
    """
    from tasuki.cli.shapes.clock import feedback_shape, feedback_table
    from tasuki.sla.reviews import feedback_for

    rows = list(feedback_for(session.by, (week_on,) if week_on else ())[:MOST])
    lines = feedback_table(rows, session) or [session.say(N_("There are none."))]
    return Answer({"items": [feedback_shape(one) for one in rows]}, lines)


@feedback_command.command()
@click.argument("source")
@click.argument("week_on", type=DAY, metavar="MONDAY")
@click.option("--comment", required=True, help="How the leads of this source were.")
@as_person
def give(session: Acting, source: str, week_on: date, comment: str) -> Answer:
    """Say how the leads of a source were in the week of a Monday; said again, it replaces what was said.

    \b
    Example:
      tasuki feedback give events 2026-11-16 --comment "Budgets were known, deciders were not there" --as aoi
    """
    from tasuki.cli.shapes.clock import feedback_shape
    from tasuki.sla.actions import give_feedback

    row = give_feedback(source, week_on, comment, by=session.by, at=session.at)
    return Answer(feedback_shape(row), [session.say(N_("The feedback is written."))])
