"""`tasuki playbook draft`, `sign` and `publish`: how a new version comes about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting, Session
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.playbooks.models import PlaybookVersion

Side = Literal["marketing", "sales"]
SIDE = click.Choice(["marketing", "sales"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--note", default="", help="What changes, and why.")
@as_person
def draft(session: Acting, file: Path, note: str) -> Answer:
    """Keep a file as a draft that both sides can sign.

    \b
    Example:
      tasuki playbook draft draft.toml --note "Two of four criteria for small companies" --as kei
    """
    from tasuki.cli.playbooks import file_toml
    from tasuki.playbooks.actions import draft as keep

    return _told(keep(file_toml(file), by=session.by, at=session.at, note=note), session)


@click.command()
@click.argument("version")
@click.option("--side", type=SIDE, required=True, help="For whom you sign.")
@as_person
def sign(session: Acting, version: str, side: Side) -> Answer:
    """Say yes to a draft, for marketing or for sales.

    \b
    Example:
      tasuki playbook sign article@2 --side marketing --as sora
    """
    from tasuki.playbooks.actions import sign as say_yes
    from tasuki.playbooks.queries import version_stamped

    found = version_stamped(version)
    say_yes(found.pk, side, by=session.by, at=session.at)
    return _told(found, session)


@click.command()
@click.argument("playbook")
@click.option(
    "--sign",
    "sides",
    type=SIDE,
    multiple=True,
    help="Record this side's yes in the same step; may be repeated.",
)
@click.option("--note", default="", help="What changes, and why (for a file).")
@as_person
def publish(session: Acting, playbook: str, sides: tuple[Side, ...], note: str) -> Answer:
    """Put a draft in force, by its version or straight from a file. Both sides must have signed (PB-1).

    \b
    Example:
      tasuki playbook publish article@2 --as kei
      tasuki playbook publish draft.toml --sign marketing --sign sales --as kei
    """
    from django.db import transaction

    from tasuki.cli.playbooks import file_toml
    from tasuki.playbooks.actions import draft as keep
    from tasuki.playbooks.actions import publish as put_in_force
    from tasuki.playbooks.actions import sign as say_yes
    from tasuki.playbooks.queries import version_stamped

    with transaction.atomic():
        file = Path(playbook)
        version = (
            keep(file_toml(file), by=session.by, at=session.at, note=note)
            if file.is_file()
            else version_stamped(playbook)
        )
        for side in sides:
            say_yes(version.pk, side, by=session.by, at=session.at)
        return _told(put_in_force(version.pk, by=session.by, at=session.at), session)


def _told(version: PlaybookVersion, session: Session) -> Answer:
    from tasuki.cli.shapes.playbook import version_shape

    shape = version_shape(version)
    signed = [yes["side"] for yes in shape["sign_offs"]]
    text = N_("%(stamp)s is %(state)s; signed: %(sides)s.")
    return Answer(shape, [session.say(text, stamp=shape["stamp"], state=shape["state"], sides=signed or "—")])
