"""`tasuki check`: a gate asked about a dossier. Pure: no database, no actor, nothing written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_operator
from tasuki.cli.findings import decision_lines
from tasuki.cli.session import Session
from tasuki.cli.typed import JSON_FILE, MOMENT
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.rules.playbook import Playbook

GATES = ("mql", "sal", "sql", "handoff", "opportunity")
ARTICLE = "article"


@click.command("check")
@click.argument("dossier", type=JSON_FILE, metavar="DOSSIER.json", required=False)
@click.option(
    "--gate", type=click.Choice(GATES), help="Which gate; by default the one that the lead stands before."
)
@click.option(
    "--playbook", metavar="FILE", help="A playbook's TOML file, or a preset's name; by default the dossier's."
)
@click.option(
    "--at", "moment", type=MOMENT, metavar="MOMENT", help="The moment to judge at; by default the dossier's."
)
@click.option("--schema", is_flag=True, help="Print the JSON schema of a dossier instead.")
@as_operator
def check_command(
    session: Session,
    dossier: Any,
    gate: str | None,
    playbook: str | None,
    moment: datetime | None,
    schema: bool,
) -> Answer:
    """Ask a gate about a dossier.

    Everything that is met, missing or unknown, at once. Needs no database and writes nothing. Exits with 0
    where the gate lets the lead through (with or without warnings, or with an approval) and with 1 where it
    does not. The dossier may come from standard input: “-”.

    \b
    Example:
      tasuki check dossier.json --gate sql --lang ja
      tasuki check --schema > dossier.schema.json
    """
    if schema:
        return _schema()
    if dossier is None:
        raise Misused(
            N_("No dossier is named."), N_("Name a file, or ask for --schema."), where="DOSSIER.json"
        )
    from tasuki.rules.dossier import read_dossier
    from tasuki.rules.gates import decide, gate_after

    facts = read_dossier(dossier)
    book = _playbook(playbook or facts.playbook or ARTICLE)
    at = session.instant(moment) if moment else facts.at or datetime.now(UTC)
    asked = gate or gate_after(facts.lead.state)
    if asked not in book.gates:
        text = N_("The playbook %(playbook)s has no gate “%(gate)s”.")
        fix, known = N_("Choose one of: %(allowed)s."), list(book.gates)
        raise Misused(text, fix, where="--gate", playbook=book.stamp, gate=asked, allowed=known)
    decision = decide(asked, facts, book, at)
    spoken = session.spoken(decision)
    return Answer(spoken, decision_lines(spoken, session), 0 if decision.verdict.lets_through else 1)


def _schema() -> Answer:
    import json

    from tasuki.rules.dossier import Dossier
    from tasuki.rules.schema import json_schema

    schema = json_schema(Dossier)
    return Answer(schema, json.dumps(schema, ensure_ascii=False, indent=2).splitlines())


def _playbook(named: str) -> Playbook:
    """A preset, which a stamp such as article@1 names as well, or a file."""
    from tasuki.cli.playbooks import preset_or_file

    return preset_or_file(named)
