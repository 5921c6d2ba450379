"""`tasuki opportunity list` and `show`."""

from __future__ import annotations

from typing import Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.commands.opportunity.telling import told
from tasuki.cli.session import Acting
from tasuki.rules.wording import N_

STATES = ("pending_approval", "open", "closed_won", "closed_lost", "voided")
LIMIT = click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many."
)


@click.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="May be repeated.")
@click.option("--stage", default="", help="Only this stage.")
@click.option("--owner", default="", metavar="HANDLE", help="Only this person's.")
@LIMIT
@as_person
def list_opportunities(
    session: Acting, states: tuple[str, ...], stage: str, owner: str, limit: int
) -> Answer:
    """List the opportunities that you may see, the newest first.

    \b
    Example:
      tasuki opportunity list --state open --owner ren --as mio
    """
    from tasuki.cli.shapes.opportunity import opportunities_table, opportunity_shape
    from tasuki.stages.pipeline.queries import opportunities_visible_to

    rows = opportunities_visible_to(session.by).select_related("campaign")
    wanted: dict[str, Any] = {"state__in": states, "stage": stage, "owner__handle": owner}
    found = list(rows.filter(**{name: value for name, value in wanted.items() if value})[:limit])
    lines = opportunities_table(found, session) or [session.say(N_("There are none."))]
    return Answer({"items": [opportunity_shape(row) for row in found]}, lines)


@click.command()
@click.argument("opportunity")
@as_person
def show(session: Acting, opportunity: str) -> Answer:
    """Show one opportunity with its contacts and next steps.

    \b
    Example:
      tasuki opportunity show 0193a1b2-… --as ren
    """
    from tasuki.cli.naming import opportunity_named

    return told(opportunity_named(session.by, opportunity), session)
