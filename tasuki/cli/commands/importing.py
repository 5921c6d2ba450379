"""`tasuki import`: files from elsewhere, and taking an import back."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.progress import bar
from tasuki.cli.session import Acting
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.stages.intake.importing.outcome import Outcome
    from tasuki.stages.intake.importing.run import Duplicates
    from tasuki.stages.intake.queries import ColumnMapping

KINDS = ("leads", "accounts", "contacts", "opportunities", "campaigns", "activities")
SHOWN = 10
MOST_REJECTS = 1000


@click.group("import", cls=InOrder)
def import_command() -> None:
    """Import files from elsewhere; see what came of them; take an import back."""


def _command_for(kind: str) -> click.Command:
    """The same command for each kind of record."""

    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--mapping",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="M.toml",
        help="Which column is which field, where the headers do not say it.",
    )
    @click.option(
        "--saved", metavar="NAME", help="A mapping that was saved under this name, instead of a file."
    )
    @click.option("--save-as", metavar="NAME", help="Save how the columns were read under this name.")
    @click.option("--dry-run", is_flag=True, help="Do everything, then keep nothing.")
    @click.option(
        "--rejects",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="OUT.csv",
        help="Where the rows go that could not be taken, each with its reason.",
    )
    @click.option(
        "--duplicates",
        type=click.Choice(["skip", "update", "create"]),
        default="skip",
        show_default=True,
        help="What to do with a row whose record is here already.",
    )
    @as_person
    def run(
        session: Acting,
        file: Path,
        mapping: Path | None,
        saved: str | None,
        save_as: str | None,
        dry_run: bool,
        rejects: Path | None,
        duplicates: Duplicates,
    ) -> Answer:
        from tasuki.stages.intake.actions import import_file, save_mapping
        from tasuki.stages.intake.queries import recognise_file

        if rejects:
            check_place_for_rejects(rejects, file, mapping)
        read_as = _mapping(session, kind, mapping, saved)
        if save_as:
            headers = recognise_file(kind, file, read_as).plan.headers
            save_mapping(save_as, kind, headers, read_as, by=session.by, at=session.at)
        with bar(session.say(N_("Importing")), session) as report:
            outcome = import_file(
                kind,
                file,
                by=session.by,
                at=session.at,
                mapping=read_as,
                duplicates=duplicates,
                dry_run=dry_run,
                rejects_to=rejects,
                progress=lambda rows, done, of: report(done, of),
                speak=session.speak,
            )
        told = outcome.as_json(session.speak)
        return Answer(told, _lines(outcome, told, rejects, session))

    run.__doc__ = f"""Import {kind} from a CSV file (UTF-8, CP932 or UTF-16; commas, tabs or semicolons).

    The good rows land in one transaction, the bad ones come back with their reasons; importing the file again
    doubles nothing. Exits with 0 also when rows are rejected, with 2 where the file cannot be used at all.

    \b
    Example:
      tasuki import {kind} {kind}.csv --rejects rejects.csv --as kei
    """
    return click.command(kind)(run)


for _kind in KINDS:
    import_command.add_command(_command_for(_kind))


@import_command.command("list")
@click.option("--kind", type=click.Choice(KINDS), help="Only files of this kind.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@as_person
def list_imports(session: Acting, kind: str | None, limit: int) -> Answer:
    """List the imports, the newest first: what came of each file, and whether it was taken back.

    \b
    Example:
      tasuki import list --kind leads --as kei
    """
    from tasuki.cli.shapes.importing import import_shape, imports_table
    from tasuki.stages.intake.queries import imports

    rows = imports(session.by)
    found = list((rows.filter(kind=kind) if kind else rows)[:limit])
    lines = imports_table(found, session) or [session.say(N_("There are none."))]
    return Answer({"items": [import_shape(one) for one in found]}, lines)


@import_command.command()
@as_person
def mappings(session: Acting) -> Answer:
    """List the mappings that have a name; they are proposed on the pages for files with the same columns.

    \b
    Example:
      tasuki import mappings --as kei
    """
    from tasuki.cli.shapes.importing import mapping_shape
    from tasuki.stages.intake.queries import saved_mappings

    found = [mapping_shape(one) for one in saved_mappings(session.by)]
    lines = [f"{one['kind']}  {one['name']}" for one in found]
    return Answer({"items": found}, lines or [session.say(N_("There are none."))])


@import_command.command()
@click.argument("import_id")
@as_person
def show(session: Acting, import_id: str) -> Answer:
    """Show one import: its counts, how its columns were understood, and the rows that it rejected.

    \b
    Example:
      tasuki import show 0193a1b2 --as kei
    """
    from tasuki.cli.naming import import_named
    from tasuki.cli.shapes.importing import import_lines, import_shape, rejects_shape

    found = import_named(session.by, import_id)
    rejects = rejects_shape(found, session, MOST_REJECTS)
    lines = [*import_lines(found, session), *reject_lines(rejects, session)]
    if found.rejected > SHOWN:
        lines.append(
            session.say(N_("  … and %(more)s more; --json shows them."), more=found.rejected - SHOWN)
        )
    return Answer({**import_shape(found), "rejects": rejects}, lines)


@import_command.command()
@click.argument("import_id")
@click.option("--dry-run", is_flag=True, help="Tell what would be undone, and undo nothing.")
@as_person
def revert(session: Acting, import_id: str, dry_run: bool) -> Answer:
    """Undo an import: earlier values come back, new records go; what changed since stays and is listed.

    \b
    Example:
      tasuki import revert 0193a1b2-… --as kei
    """
    from tasuki.cli.naming import import_named
    from tasuki.platform.access.actor import ask_any
    from tasuki.stages.intake.actions import revert_import

    ask_any(session.by, "import.revert")
    key = import_named(session.by, import_id).pk
    undone = revert_import(key, by=session.by, at=session.at, dry_run=dry_run)
    kept = [f"  {one.subject} {one.record_id}: {session.speak(one.why)}" for one in undone.kept]
    done, planned = (
        N_("%(deleted)s records were taken out, %(restored)s restored."),
        N_("%(deleted)s records would be taken out, %(restored)s restored."),
    )
    told = session.say(planned if dry_run else done, deleted=undone.deleted, restored=undone.restored)
    facts = {**undone.as_json(session.speak), "dry_run": dry_run}
    return Answer(facts, [told, *([session.say(N_("Not undone:"))] if kept else []), *kept])


def _mapping(session: Acting, kind: str, file: Path | None, name: str | None) -> ColumnMapping:
    from tasuki.stages.intake.queries import ColumnMapping, read_mapping, saved_mapping_called

    if file and name:
        text, fix = (
            N_("A mapping comes from a file or has a name, not both."),
            N_("Leave one of the two out."),
        )
        raise Misused(text, fix, where="--saved")
    if name:
        return saved_mapping_called(session.by, kind, name)
    return read_mapping(file) if file else ColumnMapping()


def check_place_for_rejects(rejects: Path, *sources: Path | None) -> None:
    """Said before the first row is read. Raises `Misused`."""
    where = "--rejects"
    if not rejects.resolve().parent.is_dir():
        text, fix = N_("There is no folder “%(folder)s”."), N_("Make it first, or name another place.")
        raise Misused(text, fix, where=where, folder=str(rejects.parent))
    if not os.access(rejects if rejects.exists() else rejects.resolve().parent, os.W_OK):
        text, fix = N_("“%(found)s” cannot be written."), N_("Name a place that this user may write to.")
        raise Misused(text, fix, where=where, found=str(rejects))
    if any(rejects.exists() and source and rejects.samefile(source) for source in sources):
        text, fix = N_("“%(found)s” is read by this import."), N_("Name another file for the rejected rows.")
        raise Misused(text, fix, where=where, found=str(rejects))


def _lines(outcome: Outcome, told: Mapping[str, Any], rejects: Path | None, session: Acting) -> list[str]:
    counts = {
        "rows": outcome.rows,
        "created": outcome.created,
        "updated": outcome.updated,
        "skipped": outcome.skipped,
        "rejected": outcome.rejected,
        "seconds": f"{outcome.seconds:.1f}",
    }
    summary = N_(
        "%(rows)s rows in %(seconds)s s: "
        "%(created)s created, %(updated)s updated, %(skipped)s skipped, %(rejected)s rejected."
    )
    reasons = reject_lines(told["rejects"], session)
    more = outcome.rejected - len(reasons)
    return [
        *(_trial_lines(outcome, session) if outcome.dry_run else []),
        session.say(summary, **counts),
        *([] if outcome.dry_run else [session.say(N_("Import %(id)s"), id=str(outcome.import_id))]),
        *(
            [session.say(N_("Columns kept under their own names: %(names)s"), names=list(outcome.unmapped))]
            if outcome.unmapped
            else []
        ),
        *reasons,
        *(
            [session.say(N_("  … and %(more)s more; --rejects OUT.csv writes them all."), more=more)]
            if more > 0 and not rejects
            else []
        ),
        *(
            [session.say(N_("All rejected rows are in %(file)s."), file=str(rejects))]
            if rejects and outcome.rejected
            else []
        ),
    ]


def reject_lines(rejects: Sequence[Mapping[str, Any]], session: Acting) -> list[str]:
    return [
        session.say(N_("  line %(line)s: %(why)s"), line=one["line"], why=one["reason"])
        for one in rejects[:SHOWN]
    ]


def _trial_lines(outcome: Outcome, session: Acting) -> list[str]:
    """A dry run has no id to revert by; it says instead how each column was understood."""
    understood = [f"  {header} → {field}" for header, field in outcome.mapping.items()]
    return [
        session.say(N_("A dry run: nothing was kept.")),
        session.say(N_("Columns and the fields that they become:")),
        *understood,
    ]
