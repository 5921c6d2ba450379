"""`tasuki playbook draft`, `edit`, `sign`, `publish` …: how a new version comes about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting, Session
from tasuki.cli.typed import JSON_FILE
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_, Text

if TYPE_CHECKING:
    from tasuki.playbooks.models import PlaybookVersion

Side = Literal["marketing", "sales"]
SIDE = click.Choice(["marketing", "sales"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SEEN = click.option(
    "--seen", type=int, metavar="N", help="Only if the draft is still at this revision (show it with list)."
)


@click.command()
@click.argument("playbook")
@click.option("--note", default="", help="What changes, and why.")
@as_person
def draft(session: Acting, playbook: str, note: str) -> Answer:
    """Keep a file as a draft that both sides can sign, or begin one with what a version says (in_force, article@1).

    \b
    Example:
      tasuki playbook draft draft.toml --note "Two of four criteria for small companies" --as kei
      tasuki playbook draft in_force --as mio
    """
    from tasuki.cli.playbooks import file_toml
    from tasuki.playbooks.actions import begin
    from tasuki.playbooks.actions import draft as keep

    file = Path(playbook)
    made = (
        keep(file_toml(file), by=session.by, at=session.at, note=note)
        if file.is_file()
        else begin(playbook, by=session.by, at=session.at, note=note)
    )
    return _told(made, session)


@click.command()
@click.argument("version")
@click.argument("file", type=FILE)
@click.option("--note", help="What changes, and why.")
@SEEN
@as_person
def edit(session: Acting, version: str, file: Path, note: str | None, seen: int | None) -> Answer:
    """Write a draft anew from a file. Who had signed it signs again.

    \b
    Example:
      tasuki playbook export article@2 --out draft.toml --as kei
      tasuki playbook edit article@2 draft.toml --as kei
    """
    from tasuki.cli.playbooks import file_toml
    from tasuki.playbooks.actions import change
    from tasuki.playbooks.queries import version_stamped

    found = version_stamped(version)
    return _told(
        change(found.pk, file_toml(file), by=session.by, at=session.at, note=note, seen=seen), session
    )


@click.command()
@click.argument("version")
@click.argument("table")
@click.argument("name", default="")
@click.option(
    "--input",
    "given",
    type=JSON_FILE,
    metavar="ROW.json",
    help="The row as a JSON object, or “-”; of limits and other single tables the keys to set.",
)
@click.option("--remove", is_flag=True, help="Take the row out.")
@click.option("--move", type=int, metavar="PLACE", help="Put the row in this place of its table, from 0.")
@SEEN
@as_person
def row(
    session: Acting,
    version: str,
    table: str,
    name: str,
    given: Any,
    remove: bool,
    move: int | None,
    seen: int | None,
) -> Answer:
    """Change one row of a draft: write it anew, add one (without NAME), take it out, or move it.

    \b
    Example:
      tasuki playbook row article@2 sla SL-4 --input sl-4.json --as kei
      tasuki playbook row article@2 limits --input limits.json --as kei
      tasuki playbook row article@2 route territory --move 0 --as kei
    """
    from tasuki.playbooks import actions
    from tasuki.playbooks.queries import version_stamped
    from tasuki.playbooks.shape import is_list_of_rows

    found = version_stamped(version)
    who: dict[str, Any] = {"by": session.by, "at": session.at, "seen": seen}
    if remove:
        return _told(actions.remove_row(found.pk, table, name, **who), session)
    if move is not None:
        return _told(actions.move_row(found.pk, table, name, move, **who), session)
    if not isinstance(given, dict):
        raise Misused(
            N_("Nothing is said to do with the row."), N_("Add --input ROW.json, --remove or --move.")
        )
    if not is_list_of_rows(table):
        return _told(actions.change_table(found.pk, table, given, **who), session)
    if name:
        return _told(actions.change_row(found.pk, table, name, given, **who), session)
    return _told(actions.add_row(found.pk, table, given, **who), session)


@click.command()
@click.argument("version")
@click.option("--side", type=SIDE, required=True, help="For whom you sign.")
@click.option("--comment", default="", help="What you say to it.")
@SEEN
@as_person
def sign(session: Acting, version: str, side: Side, comment: str, seen: int | None) -> Answer:
    """Say yes to a draft, for marketing or for sales.

    \b
    Example:
      tasuki playbook sign article@2 --side marketing --comment "We can deliver 250" --as sora
    """
    from tasuki.playbooks.actions import sign as say_yes
    from tasuki.playbooks.queries import version_stamped

    found = version_stamped(version)
    say_yes(found.pk, side, by=session.by, at=session.at, comment=comment, seen=seen)
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
@click.option("--announce", default="", metavar="TEXT", help="What everybody reads on their first page.")
@click.option("--announce-ja", default="", metavar="TEXT", help="The same in Japanese.")
@as_person
def publish(
    session: Acting, playbook: str, sides: tuple[Side, ...], note: str, announce: str, announce_ja: str
) -> Answer:
    """Put a draft in force, by its version or straight from a file. Both sides must have signed (PB-1).

    \b
    Example:
      tasuki playbook publish article@2 --announce "First contact within 4 hours" --as kei
      tasuki playbook publish draft.toml --sign marketing --sign sales --as kei
    """
    from django.db import transaction

    from tasuki.cli.playbooks import file_toml
    from tasuki.playbooks.actions import draft as keep
    from tasuki.playbooks.actions import publish as put_in_force
    from tasuki.playbooks.actions import sign as say_yes
    from tasuki.playbooks.queries import version_stamped

    announcement = Text(announce, announce_ja)
    with transaction.atomic():
        file = Path(playbook)
        version = (
            keep(file_toml(file), by=session.by, at=session.at, note=note)
            if file.is_file()
            else version_stamped(playbook)
        )
        for side in sides:
            say_yes(version.pk, side, by=session.by, at=session.at)
        put = put_in_force(version.pk, by=session.by, at=session.at, announcement=announcement)
        return _told(put, session)


@click.command()
@click.argument("version")
@click.option("--reason", default="", help="Why nobody wants it any more.")
@as_person
def retire(session: Acting, version: str, reason: str) -> Answer:
    """Withdraw a draft. It stays to be read; its number is not given again.

    \b
    Example:
      tasuki playbook retire article@2 --reason "Sales could not agree" --as kei
    """
    from tasuki.playbooks.actions import retire as withdraw
    from tasuki.playbooks.queries import version_stamped

    found = version_stamped(version)
    return _told(withdraw(found.pk, by=session.by, at=session.at, reason=reason), session)


@click.command()
@click.option("--read", "is_read", is_flag=True, help="You have read it: do not show it again.")
@as_person
def news(session: Acting, is_read: bool) -> Answer:
    """Show what you have not read yet about the agreement in force.

    \b
    Example:
      tasuki playbook news --read --as aoi
    """
    from tasuki.cli.shapes.playbook import difference_shape, version_shape
    from tasuki.platform.access.actor import ask_any
    from tasuki.playbooks.actions import read_announcement
    from tasuki.playbooks.comparing import differences
    from tasuki.playbooks.queries import announcement_for

    ask_any(session.by, "playbook.read")
    version = announcement_for(session.by)
    if version is None:
        return Answer({"playbook": None, "changes": []}, [session.say(N_("Nothing is new."))])
    before = version.replaces.toml if version.replaces else version.toml
    changes = [difference_shape(one, session) for one in differences(before, version.toml)]
    if is_read:
        read_announcement(version.pk, by=session.by, at=session.at)
    said = Text(**version.announcement).spoken(session.language) if version.announcement else ""
    lines = [
        session.say(
            N_("%(stamp)s is in force since %(at)s."),
            stamp=str(version),
            at=session.clock(version.in_force_at),
        )
    ]
    return Answer(
        {"playbook": version_shape(version), "changes": changes},
        [*lines, *([said] if said else []), *(str(one["said"]) for one in changes)],
    )


def _told(version: PlaybookVersion, session: Session) -> Answer:
    from tasuki.cli.shapes.playbook import version_shape
    from tasuki.playbooks.telling.versions import state_told

    shape = version_shape(version)
    signed = [yes["side"] for yes in shape["sign_offs"]]
    text = N_("%(stamp)s is %(state)s; signed: %(sides)s.")
    state = session.speak(state_told(version.state))
    return Answer(shape, [session.say(text, stamp=shape["stamp"], state=state, sides=signed or "—")])
