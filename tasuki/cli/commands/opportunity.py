"""`tasuki opportunity`: the deal afterwards."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY, JSON_FILE, PAIR
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.records.models import Opportunity

STATES = ("pending_approval", "open", "closed_won", "closed_lost", "voided")
LIMIT = click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many."
)


@click.group("opportunity", cls=InOrder)
def opportunity_command() -> None:
    """Opportunities: list, show, advance, edit, win, lose."""


@opportunity_command.command("list")
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


@opportunity_command.command()
@click.argument("opportunity")
@as_person
def show(session: Acting, opportunity: str) -> Answer:
    """Show one opportunity with its contacts and next steps.

    \b
    Example:
      tasuki opportunity show 0193a1b2-… --as ren
    """
    from tasuki.cli.naming import opportunity_named

    return _told(opportunity_named(session.by, opportunity), session)


@opportunity_command.command()
@click.argument("opportunity")
@click.argument("stage")
@click.option("--evidence", default="", help="What the buyer did; a jump without it is flagged (HY-6).")
@click.option("--close-on", type=DAY, metavar="DAY", help="A new close date.")
@click.option("--reason", default="", metavar="CODE", help="Why the close date is later (HY-5).")
@as_person
def advance(
    session: Acting, opportunity: str, stage: str, evidence: str, close_on: date | None, reason: str
) -> Answer:
    """Move the deal to another open stage, because something changed on the buyer's side (V-06).

    \b
    Example:
      tasuki opportunity advance 0193a1b2-… proposal --evidence "They asked for a quote by Friday" --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import advance as move_on

    key = opportunity_named(session.by, opportunity).pk
    row = move_on(
        key, stage, by=session.by, at=session.at, evidence=evidence, close_on=close_on, reason=reason
    )
    return _told(row, session)


@opportunity_command.command()
@click.argument("opportunity")
@click.option(
    "--input",
    "fields",
    type=JSON_FILE,
    required=True,
    metavar="FIELDS.json",
    help="Fields as in contract/convert.json, or “-”.",
)
@click.option("--reason", default="", metavar="CODE", help="Why the close date is later (HY-5).")
@click.option("--note", default="", help="Why the source is overwritten (O-13).")
@as_person
def edit(session: Acting, opportunity: str, fields: Any, reason: str, note: str) -> Answer:
    """Change fields, through the same rules as the conversion (O-15).

    \b
    Example:
      echo '{"use_case": "在庫計画"}' | tasuki opportunity edit 0193a1b2-… --input - --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import edit as change

    key = opportunity_named(session.by, opportunity).pk
    return _told(change(key, fields, by=session.by, at=session.at, reason=reason, note=note), session)


@opportunity_command.command()
@click.argument("opportunity")
@click.option("--reason", default="", metavar="CODE", help="Why we won.")
@click.option("--note", default="", help="What decided it.")
@as_person
def win(session: Acting, opportunity: str, reason: str, note: str) -> Answer:
    """Close the deal as won.

    \b
    Example:
      tasuki opportunity win 0193a1b2-… --note "The ERP link decided it" --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import win as close_won

    key = opportunity_named(session.by, opportunity).pk
    return _told(close_won(key, by=session.by, at=session.at, reason=reason, note=note), session)


@opportunity_command.command()
@click.argument("opportunity")
@click.option(
    "--reason", required=True, metavar="CODE", help="An agreed reason: tasuki playbook show lists them."
)
@click.option("--rationale", required=True, help="What happened; an empty phrase is refused (AR-3, HY-9).")
@click.option("--competitor", default="", help="Who won instead.")
@click.option(
    "--detail",
    "details",
    type=PAIR,
    multiple=True,
    metavar="NAME=VALUE",
    help="What else the reason asks for.",
)
@as_person
def lose(
    session: Acting,
    opportunity: str,
    reason: str,
    rationale: str,
    competitor: str,
    details: tuple[tuple[str, str], ...],
) -> Answer:
    """Close the deal as lost, for an agreed reason.

    \b
    Example:
      tasuki opportunity lose 0193a1b2-… --reason lost_to_competitor --competitor "B社" \\
        --rationale "B社 matched the ERP link" --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import lose as close_lost

    key = opportunity_named(session.by, opportunity).pk
    row = close_lost(
        key, reason, rationale, by=session.by, at=session.at, competitor=competitor, details=dict(details)
    )
    return _told(row, session)


def _told(row: Opportunity, session: Acting) -> Answer:
    from tasuki.cli.shapes.opportunity import opportunity_lines, whole_opportunity

    return Answer(whole_opportunity(row), opportunity_lines(row, session))
