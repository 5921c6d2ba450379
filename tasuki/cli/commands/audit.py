"""`tasuki audit`: where a funnel leaks money, told from the plain export of any CRM, before anything is adopted."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import Wrapped, as_operator
from tasuki.cli.session import Session
from tasuki.cli.typed import DAY
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.insight.audit.run import Audited
    from tasuki.insight.audit.telling.report import Told
    from tasuki.platform.server.postgres import EmbeddedPostgres

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_PLACE = click.Path(dir_okay=False, writable=True, path_type=Path)
KINDS = (
    "leads", "opportunities", "accounts", "contacts", "activities", "campaigns", "history", "people", "products",
)  # fmt: skip


def _files(kind: str, says: str) -> Callable[[Wrapped], Wrapped]:
    return click.option(f"--{kind}", type=_FILE, multiple=True, metavar="FILE.csv", help=says)


@click.command("audit")
@_files("leads", "Leads, one row each; several files are read as one.")
@_files("opportunities", "Opportunities or deals, open, won and lost.")
@_files("accounts", "Companies, joined by id or by name.")
@_files("contacts", "People of the companies: they join opportunities to leads by e-mail address.")
@_files("activities", "Calls, mails, meetings and tasks.")
@_files("campaigns", "Campaigns with what they cost.")
@_files("history", "Changes of stages and close dates.")
@_files("people", "Who is in which team.")
@_files("products", "Products as they are really called.")
@click.option(
    "--mapping",
    type=_FILE,
    metavar="M.toml",
    help="What columns and statuses mean, where it was read wrongly.",
)
@click.option(
    "--write-mapping", type=_PLACE, metavar="M.toml", help="Write how everything was read, to be corrected."
)
@click.option(
    "--as-of", type=DAY, metavar="DAY", help="Look at it as of this day; left out: the last day in the files."
)
@click.option(
    "--zone",
    metavar="ZONE",
    default="",
    help="Whose days are meant, such as Europe/Berlin.  [default: Asia/Tokyo]",
)
@click.option("--currency", metavar="CODE", default="", help="Of amounts that name none, such as JPY.")
@click.option(
    "--out",
    type=_PLACE,
    metavar="REPORT.html",
    help="Where the report goes: one file, nothing else is needed.",
)
@click.option("--pdf", type=_PLACE, metavar="REPORT.pdf", help="The same on paper.")
@as_operator
def audit_command(
    session: Session,
    mapping: Path | None,
    write_mapping: Path | None,
    as_of: date | None,
    zone: str,
    currency: str,
    out: Path | None,
    pdf: Path | None,
    **files: tuple[Path, ...],
) -> Answer:
    """Tell from the export of any CRM where its funnel leaks, without adopting anything.

    CSV files from Salesforce, HubSpot, Dynamics, Zoho, Pipedrive or a plain sheet, in English or Japanese (UTF-8, CP932
    or UTF-16; commas, semicolons or tabs). Columns are recognised by name and content and shown in the report. Needs no
    sign-in and no set-up, and leaves nothing behind: everything is asked inside one transaction that is rolled back.

    \b
    Example:
      tasuki audit --leads leads.csv --opportunities deals.csv --out report.html --lang ja
    """
    zone = zone or os.environ.get("TASUKI_ZONE", "Asia/Tokyo")
    _check(files, zone, currency, (out, pdf, write_mapping), session)
    with _a_database():
        from tasuki.cli.product import open_product

        open_product()
        from tasuki.insight.audit.fields import KINDS as ORDER
        from tasuki.insight.audit.mapping import read_audit_mapping
        from tasuki.insight.audit.run import Wanted, audit
        from tasuki.platform.time.now import now

        wanted = Wanted(
            {kind: files[kind] for kind in ORDER if files[kind]},
            read_audit_mapping(mapping) if mapping else {},
            zone,
            currency.upper(),
            as_of,
        )
        found = audit(wanted, at=now(), language=session.language)
        return _told(found, session, out, pdf, write_mapping)


def _check(
    files: dict[str, tuple[Path, ...]],
    zone: str,
    currency: str,
    places: tuple[Path | None, ...],
    session: Session,
) -> None:
    if not files["leads"] and not files["opportunities"]:
        raise Misused(
            N_("There is nothing to audit."), N_("Name a file of leads or of opportunities."), where="--leads"
        )
    if not session.as_json and not any(places):
        text, fix = N_("Nobody said where the report goes."), N_("Name a file with --out, or ask for --json.")
        raise Misused(text, fix, where="--out")
    given = {path.resolve() for paths in files.values() for path in paths}
    for place in places:
        if place and place.resolve() in given:
            text, fix = (
                N_("“%(file)s” is one of the files that are read."),
                N_("Name another file to write to."),
            )
            raise Misused(text, fix, where="--out", file=place)
        if place and not place.absolute().parent.is_dir():
            text, fix = N_("There is no folder “%(folder)s”."), N_("Name a place that is there.")
            raise Misused(text, fix, where="--out", folder=place.absolute().parent)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        text, fix = N_("There is no time zone “%(zone)s”."), N_("Name one such as Asia/Tokyo.")
        raise Misused(text, fix, where="--zone", zone=zone) from None
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        text, fix = N_("“%(code)s” is no currency."), N_("Write its three letters, such as JPY.")
        raise Misused(text, fix, where="--currency", code=currency)


@contextmanager
def _a_database() -> Iterator[None]:
    """The server of DATABASE_URL or of this home; where there is none yet, one for the moment, which goes again."""
    from tasuki.platform.home import home
    from tasuki.platform.server.folders import find_folders
    from tasuki.platform.server.postgres import EmbeddedPostgres

    if "DJANGO_SETTINGS_MODULE" in os.environ or os.environ.get("DATABASE_URL") or find_folders(home()):
        yield
        return
    passing = Path(tempfile.mkdtemp(prefix="tasuki-audit-")) / "home"
    os.environ["TASUKI_HOME"] = str(passing)
    server = EmbeddedPostgres(passing, settings={"fsync": "off"})
    try:
        server.ensure_started()
        yield
    finally:
        _clear(passing, server)


def _clear(passing: Path, server: EmbeddedPostgres) -> None:
    from tasuki.platform.server.folders import find_folders

    folders = find_folders(passing)
    server.stop()
    if folders is not None:
        shutil.rmtree(folders.server, ignore_errors=True)
        shutil.rmtree(folders.socket, ignore_errors=True)
    shutil.rmtree(passing.parent, ignore_errors=True)


def _told(
    found: Audited, session: Session, out: Path | None, pdf: Path | None, write_mapping: Path | None
) -> Answer:
    from tasuki.insight.audit.mapping import mapping_toml
    from tasuki.insight.audit.page import html_of
    from tasuki.insight.audit.shapes import shape_of_audit
    from tasuki.insight.audit.telling.report import tell

    told = tell(found, session.language)
    lines = []
    if out:
        out.write_text(html_of(told), encoding="utf-8")
        lines.append(session.say(N_("The report is in %(file)s."), file=out))
    if pdf:
        from tasuki.desk.papers.audit import print_audit

        pdf.write_bytes(print_audit(told))
        lines.append(session.say(N_("The report is in %(file)s."), file=pdf))
    if write_mapping:
        states = {kind: dict(words.state) for kind, words in found.joined.words.items()}
        write_mapping.write_text(mapping_toml(found.sheets, states), encoding="utf-8")
        lines.append(session.say(N_("How everything was read is in %(file)s."), file=write_mapping))
    return Answer(shape_of_audit(found, session.language), [*_summary(told), *lines])


def _summary(told: Told) -> Iterator[str]:
    """The headline figures, for whoever reads the terminal only."""
    head = next(part for part in told.parts if part.key == "headline")
    for block in head.blocks:
        if isinstance(block, str):
            yield block
        elif isinstance(block, tuple):
            for one in block:
                yield f"{one.label}: {one.value}" + (f" ({one.beside})" if one.beside else "")
