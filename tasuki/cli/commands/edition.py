"""`tasuki edition`: issue the reports of the last week, month or quarter, and take them along."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY
from tasuki.rules.wording import N_


@click.command("edition")
@click.argument("kind", type=click.Choice(["weekly", "monthly", "quarterly"]))
@click.option(
    "--as-of", type=DAY, metavar="DAY", help="The last whole period before this day; left out: today."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write it into this file as well: .html or .pdf.",
)
@as_person
def edition_command(session: Acting, kind: str, as_of: date | None, out: Path | None) -> Answer:
    """Issue an edition; one that was issued already stays as it is.

    \b
    Example:
      tasuki edition weekly --out weekly.pdf --as kei
    """
    from tasuki.desk.papers.edition import papers_of
    from tasuki.insight.editions.issue import issue
    from tasuki.platform.refusals import invalid

    if out is not None and out.suffix not in (".html", ".pdf"):
        text = N_("“%(file)s” is no kind of paper: end it in .html or .pdf.")
        raise invalid("/out", text, file=out.name)
    edition, is_new = issue(kind, by=session.by, at=session.at, as_of=as_of)
    paper = next(one for one in papers_of(edition) if one.language == session.language)
    if out is not None:
        out.write_bytes(bytes(paper.pdf) if out.suffix == ".pdf" else paper.html.encode())
    payload = {
        "id": str(edition.pk), "kind": kind, "from": edition.since, "to": edition.until, "issued_at": edition.issued_at,
        "new": is_new, "out": str(out) if out else None,
    }  # fmt: skip
    said = N_("Issued: %(since)s to %(until)s.") if is_new else N_("Issued before: %(since)s to %(until)s.")
    lines = [session.say(said) % {"since": edition.since, "until": edition.until}]
    return Answer(payload, [*lines, *([str(out)] if out else [])])
