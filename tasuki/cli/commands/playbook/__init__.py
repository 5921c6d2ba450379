"""`tasuki playbook`: the agreement between marketing and sales. One module per kind of verb."""

from __future__ import annotations

import click

from tasuki.cli.command import InOrder
from tasuki.cli.commands.playbook.agreeing import draft, edit, news, publish, retire, row, sign
from tasuki.cli.commands.playbook.reading import check, diff, export, list_versions, show


@click.group("playbook", cls=InOrder)
def playbook_command() -> None:
    """The agreement that every gate, clock and route reads."""


for _command in (list_versions, show, check, diff, export, draft, edit, row, sign, publish, retire, news):
    playbook_command.add_command(_command)
