"""`tasuki playbook list`, `show`, `check`, `diff` and `export`: what the agreement says."""

from __future__ import annotations

from pathlib import Path

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_operator, as_person, as_whoever
from tasuki.cli.session import Acting, Session
from tasuki.cli.tables import table
from tasuki.rules.wording import N_

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("list")
@as_person
def list_versions(session: Acting) -> Answer:
    """List the versions: drafts, the one in force, and those before it.

    \b
    Example:
      tasuki playbook list --as kei
    """
    from tasuki.cli.shapes.playbook import version_shape
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


@click.command()
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
    from tasuki.cli.shapes.playbook import book_lines, book_shape
    from tasuki.rules.playbook import read_playbook

    book = read_playbook(toml_called(playbook, session), playbook)
    told = book_shape(book, session)
    return Answer(told, book_lines(told, session))


@click.command()
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


@click.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option("--toml", "as_toml", is_flag=True, help="Line by line, as the files are written.")
@as_whoever
def diff(session: Session, before: str, after: str | None, as_toml: bool) -> Answer:
    """Show what differs, in words, between two playbooks; with one named, between the one in force and it.

    \b
    Example:
      tasuki playbook diff article examples/playbooks/strict.toml
      tasuki playbook diff draft.toml --toml --as kei
    """
    from tasuki.cli.playbooks import IN_FORCE, toml_called
    from tasuki.cli.shapes.playbook import difference_shape
    from tasuki.playbooks.comparing import differences, lines_that_differ

    first, second = (before, after) if after else (IN_FORCE, before)
    old, new = toml_called(first, session), toml_called(second, session)
    changes = [difference_shape(one, session) for one in differences(old, new)]
    written = lines_that_differ(old, new)
    lines = written if as_toml else [str(change["said"]) for change in changes]
    payload = {"changes": changes, **({"toml": written} if as_toml else {})}
    return Answer(payload, lines or [session.say(N_("Nothing differs."))])


@click.command()
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
