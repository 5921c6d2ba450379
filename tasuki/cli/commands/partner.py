"""`tasuki partner`: companies that sell with us."""

from __future__ import annotations

from typing import Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_


@click.group("partner", cls=InOrder)
def partner_command() -> None:
    """Partners: companies that sell with us, and who looks after them."""


@partner_command.command()
@click.argument("code")
@click.option("--name", required=True, help="What it is called.")
@click.option("--tier", default="", help="Such as gold.")
@click.option("--manager", default="", metavar="HANDLE", help="Our person who looks after it.")
@click.option("--contact-name", default="", help="Their person.")
@click.option("--contact-email", default="", help="Their address.")
@as_person
def add(session: Acting, code: str, **fields: Any) -> Answer:
    """Add a partner; its code stays.

    \b
    Example:
      tasuki partner add hokuto-si --name 北斗SI --manager ren --as mio
    """
    from tasuki.stages.registration.actions import PartnerFields, add_partner
    from tasuki.stages.registration.shapes import partner_shape

    given: PartnerFields = {**fields}  # type: ignore[typeddict-item]
    made = add_partner(code, given, by=session.by, at=session.at)
    return Answer(partner_shape(made), [session.say(N_("The partner %(name)s is here."), name=made.name)])


@partner_command.command()
@click.argument("code")
@click.option("--name", help="Its new name.")
@click.option("--tier", help="Such as gold.")
@click.option("--manager", metavar="HANDLE", help="Our person who looks after it; “” is nobody.")
@click.option("--contact-name", help="Their person.")
@click.option("--contact-email", help="Their address.")
@click.option("--active/--inactive", "is_active", default=None, help="Whether it registers deals.")
@as_person
def edit(session: Acting, code: str, **fields: Any) -> Answer:
    """Change a partner.

    \b
    Example:
      tasuki partner edit hokuto-si --tier gold --as mio
    """
    from tasuki.stages.registration.actions import PartnerFields, edit_partner
    from tasuki.stages.registration.shapes import partner_shape

    given: PartnerFields = {name: value for name, value in fields.items() if value is not None}  # type: ignore[assignment]
    if not given:
        raise Misused(N_("There is nothing to change."), N_("Name at least one option, such as --lead."))
    changed = edit_partner(code, given, by=session.by, at=session.at)
    return Answer(
        partner_shape(changed), [session.say(N_("The partner %(name)s is changed."), name=changed.name)]
    )


@partner_command.command("list")
@as_person
def list_partners(session: Acting) -> Answer:
    """List partners.

    \b
    Example:
      tasuki partner list --as mio
    """
    from tasuki.stages.registration.queries import partners
    from tasuki.stages.registration.shapes import partner_shape

    items = [partner_shape(one) for one in partners(session.by)]
    headings = [session.say(one) for one in (N_("Partner"), N_("Name"), N_("Tier"), N_("Manager"))]
    rows = [(one["code"], one["name"], one["tier"], one["manager"]) for one in items]
    return Answer({"items": items}, table(headings, rows) or [session.say(N_("There are none."))])
