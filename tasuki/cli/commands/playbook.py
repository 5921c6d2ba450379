"""`tasuki playbook`: the agreement between marketing and sales, and how a new version of it comes about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_operator, as_person, as_whoever
from tasuki.cli.session import Acting, Session
from tasuki.cli.tables import table
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.playbooks.models import PlaybookVersion
    from tasuki.rules.playbook import Playbook

Side = Literal["marketing", "sales"]
SIDE = click.Choice(["marketing", "sales"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("playbook", cls=InOrder)
def playbook_command() -> None:
    """The agreement that every gate, clock and route reads."""


@playbook_command.command("list")
@as_person
def list_versions(session: Acting) -> Answer:
    """List the versions: drafts, the one in force, and those before it.

    \b
    Example:
      tasuki playbook list --as kei
    """
    from tasuki.platform.access.actor import ask_any
    from tasuki.playbooks.models import PlaybookVersion

    ask_any(session.by, "playbook.read")
    found = (
        PlaybookVersion.objects.defer("toml").prefetch_related("sign_offs").order_by("-drafted_at", "-number")
    )
    items = [version_shape(version) for version in found]
    headings = [
        session.say(text) for text in (N_("Version"), N_("State"), N_("In force since"), N_("Signed by"))
    ]
    rows = [
        (
            one["stamp"],
            one["state"],
            session.clock(one["in_force_at"]),
            [f"{yes['side']}: {yes['name']}" for yes in one["sign_offs"]],
        )
        for one in items
    ]
    return Answer({"items": items}, table(headings, rows))


@playbook_command.command()
@click.argument("playbook", default="in_force")
@as_whoever
def show(session: Session, playbook: str) -> Answer:
    """Show what an agreement says: gates, promises, reasons. PLAYBOOK is a preset, a file, a version or in_force.

    A preset or a file needs no database and nobody to be named.

    \b
    Example:
      tasuki playbook show article
      tasuki playbook show --as kei
    """
    from tasuki.cli.playbooks import toml_called
    from tasuki.rules.playbook import read_playbook

    book = read_playbook(toml_called(playbook, session), playbook)
    told = _book_shape(book, session)
    return Answer(told, _book_lines(told, session))


@playbook_command.command()
@click.argument("file", type=FILE)
@as_operator
def check(session: Session, file: Path) -> Answer:
    """Check a playbook's file: every table and key that is wrong, at once. Exits with 2 where something is.

    \b
    Example:
      tasuki playbook check examples/playbooks/strict.toml
    """
    from tasuki.playbooks.presets import load_file

    book = load_file(file)
    return Answer(
        {"valid": True, "stamp": book.stamp},
        [session.say(N_("%(stamp)s is a complete playbook."), stamp=book.stamp)],
    )


@playbook_command.command()
@click.argument("before")
@click.argument("after", required=False)
@as_whoever
def diff(session: Session, before: str, after: str | None) -> Answer:
    """Show what differs, item by item, between two playbooks; with one named, between the one in force and it.

    \b
    Example:
      tasuki playbook diff article examples/playbooks/strict.toml
      tasuki playbook diff draft.toml --as kei
    """
    from tasuki.cli.playbook_changes import changes_between
    from tasuki.cli.playbooks import IN_FORCE, toml_called

    first, second = (before, after) if after else (IN_FORCE, before)
    changes = [
        change.shape()
        for change in changes_between(toml_called(first, session), toml_called(second, session))
    ]
    lines = [f"{change['path']}: {_side(change['before'])} → {_side(change['after'])}" for change in changes]
    return Answer({"changes": changes}, lines or [session.say(N_("Nothing differs."))])


@playbook_command.command()
@click.argument("playbook", default="in_force")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to; by default standard output.",
)
@as_whoever
def export(session: Session, playbook: str, out: Path | None) -> Answer:
    """Write the complete TOML of a playbook, to be edited, compared and drafted again.

    \b
    Example:
      tasuki playbook export article --out draft.toml
    """
    from tasuki.cli.playbooks import toml_called

    toml = toml_called(playbook, session)
    if out is None:
        return Answer({"toml": toml}, [toml.rstrip("\n")])
    out.write_text(toml, encoding="utf-8")
    return Answer({"file": str(out)}, [session.say(N_("Written to %(file)s."), file=str(out))])


@playbook_command.command()
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


@playbook_command.command()
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


@playbook_command.command()
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


def version_shape(version: PlaybookVersion) -> dict[str, Any]:
    return {
        "id": version.pk,
        "stamp": str(version),
        "name": version.name,
        "number": version.number,
        "state": version.state,
        "note": version.note,
        "drafted_at": version.drafted_at,
        "in_force_at": version.in_force_at,
        "retired_at": version.retired_at,
        "sign_offs": [{"side": yes.side, "name": yes.name, "at": yes.at} for yes in version.sign_offs.all()],
    }


def _told(version: PlaybookVersion, session: Session) -> Answer:
    shape = version_shape(version)
    signed = [yes["side"] for yes in shape["sign_offs"]]
    text = N_("%(stamp)s is %(state)s; signed: %(sides)s.")
    return Answer(shape, [session.say(text, stamp=shape["stamp"], state=shape["state"], sides=signed or "—")])


def _book_shape(book: Playbook, session: Session) -> dict[str, Any]:
    language = session.language
    return {
        "stamp": book.stamp,
        "zone": book.playbook.zone,
        "gates": [
            {
                "key": gate.key,
                "label": gate.label.spoken(language),
                "mode": gate.mode,
                "require": [{"criterion": one.criterion, "level": one.level} for one in gate.require],
                "variants": [variant.label.spoken(language) for variant in gate.variants],
            }
            for gate in book.gate
        ],
        "criteria": [
            {"key": one.key, "rule": one.id, "label": one.label.spoken(language)} for one in book.criterion
        ],
        "promises": [
            {"id": one.id, "label": one.label.spoken(language), "within": one.within, "owner": one.owner}
            for one in book.sla
            if one.within
        ],
        "reasons": [
            {
                "code": one.code,
                "label": one.label.spoken(language),
                "used_for": list(one.used_for),
                "asks_for": list(one.asks_for),
            }
            for one in book.reason
        ],
        "stages": [
            {"key": one.key, "label": one.label.spoken(language), "kind": one.kind} for one in book.stage
        ],
        "questions": [
            {
                "key": one.key,
                "criterion": one.criterion,
                "field": one.field,
                "text": one.text.spoken(language),
            }
            for one in book.question
        ],
        "sources": [one.key for one in book.source],
    }


def _book_lines(told: dict[str, Any], session: Session) -> list[str]:
    gates = [
        (one["key"], one["label"], [f"{need['criterion']} ≥ {need['level']}" for need in one["require"]])
        for one in told["gates"]
    ]
    promises = [(one["id"], one["label"], one["within"], one["owner"]) for one in told["promises"]]
    reasons = [(one["code"], one["label"], one["used_for"], one["asks_for"]) for one in told["reasons"]]
    stages = [(one["key"], one["label"], one["kind"]) for one in told["stages"]]

    def block(headings: tuple[str, ...], rows: list[Any]) -> list[str]:
        return ["", *table([session.say(text) for text in headings], rows)] if rows else []

    return [
        f"{told['stamp']} ({told['zone']})",
        *block((N_("Gate"), N_("Name"), N_("Criteria")), gates),
        *block((N_("Promise"), N_("Name"), N_("Within"), N_("Owner")), promises),
        *block((N_("Reason"), N_("Name"), N_("Used for"), N_("Asks for")), reasons),
        *block((N_("Stage"), N_("Name"), N_("Kind")), stages),
    ]


def _side(value: object) -> str:
    return "—" if value is None else str(value)
