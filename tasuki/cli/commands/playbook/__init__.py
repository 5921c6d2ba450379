"""`tasuki playbook`: the agreement between marketing and sales. One module per kind of verb."""

from __future__ import annotations

import click

from tasuki.cli.command import InOrder
from tasuki.cli.commands.playbook.agreeing import draft, edit, news, publish, retire, row, sign
from tasuki.cli.commands.playbook.reading import check, diff, export, list_versions, show
from tasuki.cli.commands.playbook.trying import replay_command, try_draft


@click.group("playbook", cls=InOrder)
def playbook_command() -> None:
    """The agreement that every gate, clock and route reads."""


for _command in (
    list_versions, show, check, diff, export, draft, edit, row, try_draft, sign, publish, retire, news,
):  # fmt: skip
    playbook_command.add_command(_command)

__all__ = ["playbook_command", "replay_command"]
