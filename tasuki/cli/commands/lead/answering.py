"""`tasuki lead answer`: what was learned, and from where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import JSON_FILE, PAIR
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from uuid import UUID


@click.command()
@click.argument("lead")
@click.argument("criterion", required=False)
@click.option(
    "--level",
    type=click.IntRange(0, 3),
    help="0 unknown, 1 identified by us, 2 confirmed by the buyer, 3 documented.",
)
@click.option(
    "--set",
    "fields",
    type=PAIR,
    multiple=True,
    metavar="FIELD=VALUE",
    help="A field of the answer; lists and tables as JSON.",
)
@click.option(
    "--evidence", "proofs", multiple=True, metavar="ID", help="Evidence that is on record; may be repeated."
)
@click.option(
    "--proof", type=PAIR, multiple=True, metavar="KIND=REF", help="New evidence, such as call=recording:88."
)
@click.option(
    "--input",
    "given",
    type=JSON_FILE,
    metavar="ANSWERS.json",
    help="“answers”, “evidence”, “asked” as in a dossier, or “-”.",
)
@as_person
def answer(
    session: Acting,
    lead: str,
    criterion: str | None,
    level: int | None,
    fields: tuple[tuple[str, str], ...],
    proofs: tuple[str, ...],
    proof: tuple[tuple[str, str], ...],
    given: Any,
) -> Answer:
    """Record answers to the criteria with their evidence; they are merged with what is known.

    One answer by options, or any number from a file in the shape of a dossier.

    \b
    Example:
      tasuki lead answer web-000123 need --level 2 --set problem="受注から出荷まで九日" \\
        --proof call=recording:88 --as aoi
      tasuki lead answer web-000123 --input answers.json --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import record_answers

    said = _said(given)
    key = lead_named(session.by, lead).pk
    if criterion:
        new = [_proof_of(kind, ref, key) for kind, ref in proof]
        body = {name: _value(text) for name, text in fields}
        named = [*proofs, *(one["id"] for one in new)]
        body |= {"level": level} if level is not None else {}
        body |= {"evidence": named} if named else {}
        said["answers"] = {**said["answers"], criterion: {**said["answers"].get(criterion, {}), **body}}
        said["evidence"] = [*said["evidence"], *new]
    elif fields or proofs or proof or level is not None:
        raise click.UsageError("Name the criterion that these options answer.")
    elif not any(said.values()):
        raise click.UsageError("Nothing to record: name a criterion, or give --input.")
    saved = record_answers(key, by=session.by, at=session.at, **said)
    items = [
        {"criterion": one.criterion, "level": one.level, "evidence": list(one.evidence), **one.body}
        for one in saved
    ]
    lines = [
        session.say(N_("%(criterion)s stands at level %(level)s."), criterion=one.criterion, level=one.level)
        for one in saved
    ]
    return Answer({"lead_id": key, "answers": items}, lines or [session.say(N_("Recorded."))])


def _said(given: Any) -> dict[str, Any]:
    """A file may hold a dossier's three parts, or the answers alone."""
    if given is None:
        return {"answers": {}, "evidence": [], "asked": []}
    if not isinstance(given, dict):
        raise click.UsageError("The input is a JSON object with “answers”, “evidence” and “asked”.")
    parts = given if given.keys() & {"answers", "evidence", "asked"} else {"answers": given}
    return {
        "answers": parts.get("answers") or {},
        "evidence": parts.get("evidence") or [],
        "asked": parts.get("asked") or [],
    }


def _value(text: str) -> Any:
    """A list, a table, a number or a truth where the text is JSON; any other text is meant as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _proof_of(kind: str, ref: str, lead: UUID) -> dict[str, Any]:
    """Evidence known by what it refers to, so that naming it twice is naming it once."""
    from uuid import uuid5

    return {"id": f"ev-{uuid5(lead, f'{kind}:{ref}').hex[:8]}", "kind": kind, "ref": ref}
