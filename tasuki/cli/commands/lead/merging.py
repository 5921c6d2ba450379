"""`tasuki lead merge` and `unmerge`: two leads are one, and part again."""

from __future__ import annotations

from collections.abc import Mapping

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.commands.lead.telling import told
from tasuki.cli.commands.merging import DRY_RUN, DRY_UNMERGE, TAKE, parting_answer, plan_answer
from tasuki.cli.session import Acting


@click.command()
@click.argument("lead")
@click.option("--into", "survivor", required=True, metavar="LEAD", help="The lead that stays.")
@click.option("--rationale", default="", help="How you know that they are one.")
@TAKE
@DRY_RUN
@as_person
def merge(
    session: Acting, lead: str, survivor: str, rationale: str, take: Mapping[str, str], dry_run: bool
) -> Answer:
    """Merge a lead into another: all that hangs on it follows, and empty fields are filled (AR-5).

    Where both have a value, what a person typed on the lead that stays is kept; --take decides otherwise.

    \b
    Example:
      tasuki lead merge web-000123 --into web-000007 --dry-run --as aoi
      tasuki lead merge web-000123 --into web-000007 --take email=gone --rationale "Same person, two forms" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.intake.actions import merge as make_one
    from tasuki.stages.intake.actions import plan_merge

    gone, stays = lead_named(session.by, lead).pk, lead_named(session.by, survivor).pk
    if dry_run:
        plan = plan_merge(gone, stays, by=session.by, at=session.at, choices=take)  # type: ignore[arg-type]
        return plan_answer(plan, session)
    made = make_one(gone, stays, by=session.by, at=session.at, rationale=rationale, choices=take)  # type: ignore[arg-type]
    return told(made.pk, session)


@click.command()
@click.argument("lead")
@DRY_UNMERGE
@as_person
def unmerge(session: Acting, lead: str, dry_run: bool) -> Answer:
    """Take a merge back: the lead that went is one of its own again, with all that was not changed since.

    \b
    Example:
      tasuki lead unmerge web-000123 --dry-run --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.intake.actions import unmerge as part

    key = lead_named(session.by, lead).pk
    return parting_answer(part(key, by=session.by, at=session.at, dry_run=dry_run), session, dry_run)
