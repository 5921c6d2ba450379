"""`tasuki lead disqualify`, `recycle` and the ways back."""

from __future__ import annotations

from datetime import date

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.commands.lead.telling import told
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY, PAIR

asked_for = click.option(
    "--detail",
    "details",
    type=PAIR,
    multiple=True,
    metavar="NAME=VALUE",
    help="What the reason asks for (AR-4, AR-5).",
)


@click.command()
@click.argument("lead")
@click.option(
    "--reason", required=True, metavar="CODE", help="An agreed reason: tasuki playbook show lists them."
)
@click.option("--rationale", required=True, help="What exactly is missing; “bad lead” says nothing (AR-3).")
@asked_for
@as_person
def disqualify(
    session: Acting, lead: str, reason: str, rationale: str, details: tuple[tuple[str, str], ...]
) -> Answer:
    """Give a lead back to marketing, with an agreed reason (AR-6).

    \b
    Example:
      tasuki lead disqualify web-000123 --reason no_need --rationale "Their ERP was replaced last year" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import disqualify as let_go

    key = lead_named(session.by, lead).pk
    let_go(key, reason=reason, rationale=rationale, by=session.by, at=session.at, details=dict(details))
    return told(key, session)


@click.command()
@click.argument("lead")
@click.option("--rationale", required=True, help="Why not now.")
@click.option(
    "--reason",
    default="",
    metavar="CODE",
    help="An agreed reason; one with an interval brings its own day (AR-4).",
)
@click.option("--reengage-on", type=DAY, metavar="DAY", help="The day on which it comes back.")
@click.option("--trigger", default="", help="The event on which it comes back.")
@click.option("--nurture-track", default="")
@asked_for
@as_person
def recycle(
    session: Acting,
    lead: str,
    rationale: str,
    reason: str,
    reengage_on: date | None,
    trigger: str,
    nurture_track: str,
    details: tuple[tuple[str, str], ...],
) -> Answer:
    """Send a lead to nurture until a day, an event, or both (AR-1, AR-10).

    \b
    Example:
      tasuki lead recycle web-000123 --rationale "Budget is frozen until April" --reengage-on 2027-04-05 --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import recycle as send_to_nurture

    key = lead_named(session.by, lead).pk
    send_to_nurture(
        key,
        rationale=rationale,
        by=session.by,
        at=session.at,
        reason=reason,
        reengage_on=reengage_on,
        trigger=trigger,
        nurture_track=nurture_track,
        details=dict(details),
    )
    return told(key, session)


@click.command()
@click.argument("lead")
@click.option("--trigger", default="", help="What brought it back.")
@as_person
def reengage(session: Acting, lead: str, trigger: str) -> Answer:
    """Bring a recycled lead back as an MQL (V-08).

    \b
    Example:
      tasuki lead reengage web-000123 --trigger "Opened the pricing page" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import reengage as bring_back

    return told(
        bring_back(lead_named(session.by, lead).pk, by=session.by, at=session.at, trigger=trigger).pk, session
    )


@click.command()
@click.argument("lead")
@click.option("--rationale", required=True, help="Why the disqualification is taken back.")
@as_person
def reopen(session: Acting, lead: str, rationale: str) -> Answer:
    """Take a disqualification back, on a manager's or RevOps' word.

    \b
    Example:
      tasuki lead reopen web-000123 --rationale "The plant was approved after all; budget in April" --as mio
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import reopen as take_back

    key = lead_named(session.by, lead).pk
    return told(take_back(key, by=session.by, at=session.at, rationale=rationale).pk, session)


@click.command()
@click.argument("lead")
@as_person
def archive(session: Acting, lead: str) -> Answer:
    """Archive a recycled lead that nobody hears from (V-08).

    \b
    Example:
      tasuki lead archive web-000123 --as sora
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import archive as put_away

    return told(put_away(lead_named(session.by, lead).pk, by=session.by, at=session.at).pk, session)
