"""`tasuki opportunity contact`: who decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.commands.opportunity.telling import told
from tasuki.cli.session import Acting

ROLES = click.Choice(("economic_buyer", "champion", "influencer", "technical_evaluator", "signer", "user"))


@click.group("contact", cls=InOrder)
def contact_command() -> None:
    """The contacts of an opportunity and their roles in the decision (O-8, O-9).

    ROLE_ID is the id of a role: tasuki opportunity show --json lists them.
    """


@contact_command.command()
@click.argument("opportunity")
@click.argument("contact", type=click.UUID)
@click.argument("role", type=ROLES)
@click.option("--primary", is_flag=True, help="In the place of the primary contact so far (O-9).")
@click.option("--stance", default="", help="What they think of it.")
@click.option("--evidence", default="", metavar="KEY", help="A key of the lead's evidence, such as ev-1.")
@as_person
def add(
    session: Acting, opportunity: str, contact: UUID, role: Any, primary: bool, stance: str, evidence: str
) -> Answer:
    """Give a contact a role in the deal; one person may have several.

    \b
    Example:
      tasuki opportunity contact add 0193a1b2-… 0193c3d4-… economic_buyer --primary --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import RoleFields, link_contact

    row = opportunity_named(session.by, opportunity)
    link_contact(row.pk, contact, RoleFields(role, primary, stance, evidence), by=session.by, at=session.at)
    return told(opportunity_named(session.by, str(row.pk)), session)


@contact_command.command()
@click.argument("role_id", type=click.UUID)
@click.option("--role", type=ROLES)
@click.option("--primary/--not-primary", default=None)
@click.option("--stance")
@click.option("--evidence", metavar="KEY")
@as_person
def change(session: Acting, role_id: UUID, **asked: Any) -> Answer:
    """Change a role, the primary contact, a stance or its evidence; what is not named stays.

    \b
    Example:
      tasuki opportunity contact change 0193e5f6-… --primary --stance "for us" --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import change_role

    changes = {name: value for name, value in asked.items() if value is not None}
    changed = change_role(role_id, changes, by=session.by, at=session.at)
    return told(opportunity_named(session.by, str(changed.opportunity_id)), session)


@contact_command.command()
@click.argument("role_id", type=click.UUID)
@as_person
def remove(session: Acting, role_id: UUID) -> Answer:
    """Take a role away, unless the deal would lose its primary contact or whoever carries it.

    \b
    Example:
      tasuki opportunity contact remove 0193e5f6-… --as ren
    """
    from tasuki.cli.naming import opportunity_named
    from tasuki.stages.pipeline.actions import unlink_contact

    gone = unlink_contact(role_id, by=session.by, at=session.at)
    return told(opportunity_named(session.by, str(gone.opportunity_id)), session)
