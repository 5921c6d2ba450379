"""`tasuki facts`: what reports read, as files for other engines."""

from __future__ import annotations

from pathlib import Path

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.rules.wording import N_


@click.group("facts", cls=InOrder)
def facts_command() -> None:
    """What reports read, as files for other engines."""


@facts_command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@as_person
def export(session: Acting, folder: Path) -> Answer:
    """Write leads' milestones, opportunities, handoffs, promises and events as Parquet, month by month, without names.

    FOLDER is new, or holds an earlier export, which is replaced when the new one is whole.

    \b
    Example:
      tasuki facts export /srv/facts --as kei
      tasuki report funnel --by source --facts /srv/facts --as kei
    """
    from tasuki.insight.files.export import export_facts

    found = export_facts(folder, by=session.by, at=session.at)
    said = session.say(
        N_("%(n)s rows are in %(folder)s."), n=sum(found.rows.values()), folder=str(found.folder)
    )
    return Answer({"folder": str(found.folder), "rows": dict(found.rows)}, [said])
