"""`tasuki opportunity step`: what happens next."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.commands.opportunity.telling import told
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY


@click.group("step", cls=InOrder)
def step_command() -> None:
    """The next steps of an opportunity, each with an owner and a day ahead (O-12).

    STEP is the id of a step: tasuki opportunity show --json lists them.
    """


@step_command.command()
@click.argument("opportunity")
@click.argument("action")
@click.option("--due-on", type=DAY, required=True, metavar="DAY")
@click.option("--owner", default="", metavar="HANDLE", help="By default the opportunity's owner.")
@as_person
def add(session: Acting, opportunity: str, action: str, due_on: date, owner: str) -> Answer:
    """Plan what happens next.

    \b
    Example:
      tasuki opportunity step add 0193a1b2-… "Demo with the planners" --due-on 2026-12-03 --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import add_next_step

    key = opportunity_named(session.by, opportunity).pk
    add_next_step(key, action, due_on, by=session.by, at=session.at, owner=owner)
    return told(opportunity_named(session.by, str(key)), session)


@step_command.command()
@click.argument("step", type=click.UUID)
@click.option("--action", help="What happens.")
@click.option("--due-on", type=DAY, metavar="DAY", help="Another day ahead.")
@click.option("--owner", metavar="HANDLE", help="Who does it.")
@as_person
def change(session: Acting, step: UUID, action: str | None, due_on: date | None, owner: str | None) -> Answer:
    """Say a step better, move it or give it to somebody else; what is not named stays.

    \b
    Example:
      tasuki opportunity step change 0193e5f6-… --due-on 2026-12-10 --as ren
    """
    from tasuki.stages.pipeline.actions import change_next_step

    asked = {"action": action, "due_on": str(due_on) if due_on else None, "owner": owner}
    changes = {name: value for name, value in asked.items() if value is not None}
    return _after(change_next_step(step, changes, by=session.by, at=session.at).opportunity_id, session)


@step_command.command()
@click.argument("step", type=click.UUID)
@as_person
def done(session: Acting, step: UUID) -> Answer:
    """The step was taken.

    \b
    Example:
      tasuki opportunity step done 0193e5f6-… --as ren
    """
    from tasuki.stages.pipeline.actions import finish_next_step

    return _after(finish_next_step(step, by=session.by, at=session.at).opportunity_id, session)


@step_command.command()
@click.argument("step", type=click.UUID)
@as_person
def reopen(session: Acting, step: UUID) -> Answer:
    """The step was not taken after all.

    \b
    Example:
      tasuki opportunity step reopen 0193e5f6-… --as ren
    """
    from tasuki.stages.pipeline.actions import reopen_next_step

    return _after(reopen_next_step(step, by=session.by, at=session.at).opportunity_id, session)


@step_command.command()
@click.argument("step", type=click.UUID)
@as_person
def cancel(session: Acting, step: UUID) -> Answer:
    """The step will not be taken; the journal keeps what it was.

    \b
    Example:
      tasuki opportunity step cancel 0193e5f6-… --as ren
    """
    from tasuki.stages.pipeline.actions import cancel_next_step

    return _after(cancel_next_step(step, by=session.by, at=session.at).opportunity_id, session)


def _after(opportunity_id: UUID, session: Acting) -> Answer:
    from tasuki.cli.naming import opportunity_named

    return told(opportunity_named(session.by, str(opportunity_id)), session)
