"""`tasuki export`: a list as a CSV file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

LISTS = ("leads", "opportunities", "accounts", "contacts", "handoffs", "campaigns", "clocks")
STANDARD_OUTPUT = "-"


@click.command("export")
@click.argument("name", metavar="LIST", type=click.Choice(LISTS))
@click.option(
    "--where",
    default="",
    metavar="QUERY",
    help="Filters, order and columns as in the address of the list's page: state=mql&sort=due&col=email.",
)
@click.option("--out", required=True, metavar="FILE", help="Where to write it, or “-”.")
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "utf-8-sig", "cp932"]),
    default="utf-8",
    show_default=True,
    help="utf-8-sig has the mark that Excel looks for, cp932 is Japanese Excel's own.",
)
@click.option("--codes", is_flag=True, help="Columns by their keys and values as codes, for programs.")
@as_person
def export_command(session: Acting, name: str, where: str, out: str, encoding: str, codes: bool) -> Answer:
    """Write all rows of a list that you may see to a CSV file.

    \b
    Example:
      tasuki export leads --where "state=mql&owner=me" --out leads.csv --encoding cp932 --as aoi
    """
    from urllib.parse import parse_qs
    from zoneinfo import ZoneInfo

    from tasuki.desk.lists.catalogue import LISTS as ALL
    from tasuki.desk.lists.export import Shape, exported

    if out == STANDARD_OUTPUT and session.as_json:
        raise Misused(
            N_("The file and the JSON cannot both go to stdout."), N_("Name a file."), where="--out"
        )
    shape = Shape(encoding, codes, session.language, ZoneInfo(session.zone))
    pieces = exported(ALL[name], parse_qs(where.lstrip("?")), shape, by=session.by, at=session.at)
    if out == STANDARD_OUTPUT:
        target = sys.stdout.buffer
        for piece in pieces:
            target.write(piece)
        target.flush()
        return Answer({"list": name, "file": out})
    size = _written(Path(out), pieces)
    said = session.say(N_("%(list)s: %(size)s bytes in %(file)s."), list=name, size=size, file=out)
    return Answer({"list": name, "file": out, "bytes": size}, [said])


def _written(file: Path, pieces: Iterable[bytes]) -> int:
    """Write beside the place, then move it there. Raises `Misused` for a place that cannot be written."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with unfinished.open("wb") as target:
            size = sum(target.write(piece) for piece in pieces)
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        text, fix = N_("“%(found)s” cannot be written."), N_("Name a place that this user may write to.")
        raise Misused(text, fix, where="--out", found=str(file)) from error
    return size
