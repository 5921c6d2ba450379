"""`tasuki opportunity`: the deal afterwards. One module per kind of verb."""

from __future__ import annotations

import click

from tasuki.cli.command import InOrder
from tasuki.cli.commands.opportunity.contacts import contact_command
from tasuki.cli.commands.opportunity.looking import list_opportunities, show
from tasuki.cli.commands.opportunity.moving import advance, edit, explain, lose, nurture, win
from tasuki.cli.commands.opportunity.steps import step_command


@click.group("opportunity", cls=InOrder)
def opportunity_command() -> None:
    """Opportunities: list, show, advance, edit, win, lose, nurture; their contacts and next steps."""


for _command in (
    *(list_opportunities, show, advance, explain, edit, win, lose, nurture),
    *(contact_command, step_command),
):
    opportunity_command.add_command(_command)
