"""`tasuki lead`: people who may become opportunities, from their capture to the gates. One module per kind of verb."""

from __future__ import annotations

import click

from tasuki.cli.command import InOrder
from tasuki.cli.commands.lead.answering import answer
from tasuki.cli.commands.lead.capturing import create, edit
from tasuki.cli.commands.lead.ending import archive, disqualify, recycle, reengage, reopen
from tasuki.cli.commands.lead.looking import dossier, list_leads, show
from tasuki.cli.commands.lead.merging import merge, unmerge
from tasuki.cli.commands.lead.qualifying import accept, assign, deliver, qualify


@click.group("lead", cls=InOrder)
def lead_command() -> None:
    """Leads, from their capture to the gates.

    LEAD is an id, the beginning of an id that only one has, or an external id.
    """


for _command in (
    *(create, edit, list_leads, show, dossier, merge, unmerge, assign),
    *(deliver, accept, answer, qualify, disqualify, recycle, reengage, reopen, archive),
):
    lead_command.add_command(_command)
