"""`tasuki opportunity advance`, `edit`, `win` and `lose`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.commands.opportunity.telling import told
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY, JSON_FILE, PAIR


@click.command()
@click.argument("opportunity")
@click.argument("stage")
@click.option("--evidence", default="", help="What the buyer did; going back, why.")
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
    return told(row, session)


@click.command()
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
    return told(change(key, fields, by=session.by, at=session.at, reason=reason, note=note), session)


@click.command()
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
    return told(close_won(key, by=session.by, at=session.at, reason=reason, note=note), session)


@click.command()
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
    return told(row, session)


@click.command()
@click.argument("opportunity")
@click.option("--reason", required=True, metavar="CODE", help="An agreed reason for recycling.")
@click.option("--rationale", required=True, help="Why not now.")
@click.option("--reengage-on", type=DAY, metavar="DAY", help="The day on which you try again.")
@click.option("--trigger", default="", help="The event on which you try again.")
@as_person
def nurture(
    session: Acting, opportunity: str, reason: str, rationale: str, reengage_on: date | None, trigger: str
) -> Answer:
    """Not now: close the deal as lost, with a task to come back (HY-9).

    \b
    Example:
      tasuki opportunity nurture 0193a1b2-… --reason bad_timing --reengage-on 2027-04-05 \\
        --rationale "The board froze all projects until the new fiscal year" --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import nurture as not_now

    key = opportunity_named(session.by, opportunity).pk
    row = not_now(
        key, reason, rationale, by=session.by, at=session.at, reengage_on=reengage_on, trigger=trigger
    )
    return told(row, session)


@click.command()
@click.argument("opportunity")
@click.argument("evidence")
@as_person
def explain(session: Acting, opportunity: str, evidence: str) -> Answer:
    """Say what the buyer did that made skipped stages unnecessary (HY-6).

    \b
    Example:
      tasuki opportunity explain 0193a1b2-… "They sent the tender documents at once" --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import explain_jump

    key = opportunity_named(session.by, opportunity).pk
    return told(explain_jump(key, evidence, by=session.by, at=session.at), session)
