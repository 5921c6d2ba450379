"""`tasuki lead answer`: what was learned, and from where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.session import Acting
from tasuki.cli.typed import JSON_FILE, PAIR
from tasuki.cli.usage import Misused
from tasuki.rules.problem import Problem, no_such_field, of_another_kind
from tasuki.rules.reading import shape_of
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from uuid import UUID

PARTS = {"answers": "table", "evidence": "list", "asked": "list"}


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
        text, fix = N_("These options answer no criterion."), N_("Name the criterion that they answer.")
        raise Misused(text, fix, where="CRITERION")
    elif not any(said.values()):
        raise Misused(N_("There is nothing to record."), N_("Name a criterion, or give --input."))
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
    """A file may hold a dossier's three parts, or the answers alone. Raises `Invalid` with all that it should not."""
    if given is None:
        return {"answers": {}, "evidence": [], "asked": []}
    if not isinstance(given, dict):
        text = N_("The input is no JSON object.")
        raise Misused(text, N_("Write “answers”, “evidence” and “asked” between { and }."), where="--input")
    parts = given if given.keys() & PARTS.keys() else {"answers": given}
    problems = [*_unknown_names(given, alone=parts is not given), *_wrong_kinds(parts)]
    if problems:
        from tasuki.platform.refusals import Invalid

        raise Invalid(problems)
    return {
        "answers": parts.get("answers") or {},
        "evidence": parts.get("evidence") or [],
        "asked": parts.get("asked") or [],
    }


def _unknown_names(given: Mapping[str, object], alone: bool) -> list[Problem]:
    """Every name at the top that is neither a part nor, where the answers stand ``alone``, a criterion."""
    from tasuki.playbooks.queries import in_force
    from tasuki.rules.dossier import Answers

    criteria = dict.fromkeys((*shape_of(Answers), *in_force().criteria)) if alone else {}
    known = [*PARTS, *criteria]
    return [
        no_such_field(f"/{name}", name, known, _nearest(name, known)) for name in given if name not in known
    ]


def _wrong_kinds(parts: Mapping[str, object]) -> list[Problem]:
    kinds = {"list": list, "table": dict}
    return [
        of_another_kind(f"/{part}", kind, parts[part])
        for part, kind in PARTS.items()
        if parts.get(part) is not None and not isinstance(parts[part], kinds[kind])
    ]


def _nearest(name: str, known: list[str]) -> str:
    return next(iter(get_close_matches(name, known, n=1)), "")


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
