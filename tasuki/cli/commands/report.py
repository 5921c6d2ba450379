"""`tasuki report`: the questions that can be asked of the process, and their answers."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasuki.cli.answer import Answer, json_text
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.insight.asked import Asked
    from tasuki.insight.report import Answer as Found
    from tasuki.insight.report import Report
    from tasuki.rules.playbook import Playbook


@click.command("report")
@click.argument("name", required=False)
@click.option(
    "--from", "since", metavar="DAY", default="", help="First day; left out: 90 days up to the last."
)
@click.option("--to", "until", metavar="DAY", default="", help="Last day, included; left out: today.")
@click.option("--by", default="", metavar="A,B", help="Split by these, such as source,month.")
@click.option("--only", multiple=True, metavar="KEY=VALUE", help="Narrow to this, such as source=referral.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json", "html", "pdf"]),
    default="table",
    show_default=True,
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write; left out: NAME.html and NAME.pdf, and everything else is printed.",
)
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Draw the chart into this file as well: .svg, .png, or .json for its Vega-Lite specification.",
)
@click.option(
    "--rows",
    metavar="TABLE.COLUMN",
    default="",
    help="List what stands behind this number, the latest first, by the keys that --json shows.",
)
@click.option(
    "--group", multiple=True, help="With --rows: of this line; one value for each split, in their order."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many rows."
)
@click.option(
    "--facts",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Ask the files that `tasuki facts export` wrote into this folder, and not the database.",
)
@as_person
def report_command(
    session: Acting,
    name: str | None,
    since: str,
    until: str,
    by: str,
    only: tuple[str, ...],
    shape: str,
    out: Path | None,
    chart: Path | None,
    rows: str,
    group: tuple[str, ...],
    limit: int,
    folder: Path | None,
) -> Answer:
    """Answer a question about the process; without NAME, list the questions.

    \b
    Example:
      tasuki report funnel --by source --from 2026-09-01 --as kei
      tasuki report traits --format pdf --out traits.pdf --lang ja --as kei
      tasuki report funnel --by source --rows reached.sal --group referral --as kei
    """
    from tasuki.cli.shapes.reports import csv_lines, draw_into, table_lines
    from tasuki.insight.registry import all_reports, report_named
    from tasuki.insight.report import answer
    from tasuki.insight.shapes import shape_of
    from tasuki.insight.tables import MOST_ROWS
    from tasuki.platform.access.actor import ask_any
    from tasuki.playbooks.queries import in_force

    if name is None:
        ask_any(session.by, "report.read")
        items = [{"name": one.key, "question": session.say(one.question)} for one in all_reports().values()]
        return Answer({"items": items}, [f"{one['name']:<14} {one['question']}" for one in items])
    report, book = report_named(name), in_force()
    words = {"from": since, "to": until, "by": by, **_narrowed(only)}
    asked = report.asked(words, book, by=session.by, at=session.at)
    if rows and folder:
        raise Misused(
            N_("Files hold no names to list rows by."), N_("Leave out --facts, or --rows."), where="--rows"
        )
    if rows:
        return _rows_behind(report, rows, group, asked, book, session, limit)
    with _asking(folder):
        found = answer(report, asked, book, most=None if shape in ("csv", "json") else MOST_ROWS)
    payload = shape_of(found, book, session.language)
    if chart is not None:
        payload["chart"] = str(chart) if draw_into(chart, found, book, session) else None
    if shape in ("html", "pdf"):
        payload["out"] = str(_on_paper(found, book, session, shape, out or Path(f"{name}.{shape}")))
        return Answer(payload, [payload["out"]])
    written = {
        "table": lambda: table_lines(payload, session),
        "csv": lambda: csv_lines(found, book, session),
        "json": lambda: [json_text(payload)],
    }
    lines = written[shape]()
    if out is not None:
        out.write_text("\n".join([*lines, ""]), encoding="utf-8")
        payload["out"] = str(out)
        lines = [payload["out"]]
    return Answer(payload, lines)


def _asking(folder: Path | None) -> AbstractContextManager[None]:
    """The source that is asked inside."""
    from tasuki.insight.asking import asking
    from tasuki.insight.files.engine import Files

    return asking(Files(folder)) if folder else nullcontext()


def _rows_behind(
    report: Report,
    place: str,
    group: tuple[str, ...],
    asked: Asked,
    book: Playbook,
    session: Acting,
    limit: int,
) -> Answer:
    from tasuki.cli.shapes.reports import record_lines
    from tasuki.insight.behind import known
    from tasuki.insight.drill import rows_behind

    table, _, column = place.partition(".")
    behind = rows_behind(report.table(table, book), column, group or None, asked, limit=limit)
    found = known(behind, book, session.language)
    payload = {"items": [one.as_data() for one in found], "next_cursor": behind.following}
    return Answer(payload, record_lines(found, session, more=behind.following is not None))


def _on_paper(found: Found, book: Playbook, session: Acting, shape: str, out: Path) -> Path:
    from tasuki.desk.papers.report import html_of, pdf_of

    if shape == "html":
        out.write_text(html_of(found, book, session.language), encoding="utf-8")
    else:
        out.write_bytes(pdf_of(found, book, session.language))
    return out


def _narrowed(only: tuple[str, ...]) -> dict[str, str]:
    from tasuki.insight.dimensions import DIMENSIONS
    from tasuki.platform.refusals import invalid

    pairs = [one.partition("=") for one in only]
    for key, _, value in pairs:
        if key not in DIMENSIONS or not value:
            text = N_("“%(typed)s” narrows nothing: write KEY=VALUE with one of %(keys)s.")
            raise invalid("/only", text, typed=f"{key}={value}" if value else key, keys=list(DIMENSIONS))
    return {key: value for key, _, value in pairs}
