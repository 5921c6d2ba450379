"""`tasuki lead list`, `show` and `dossier`: what is known."""

from __future__ import annotations

import json

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.findings import decision_lines
from tasuki.cli.session import Acting
from tasuki.rules.wording import N_

STATES = (
    "captured",
    "mql",
    "sal",
    "sql",
    "discovery",
    "converted",
    "disqualified",
    "recycled",
    "archived",
    "merged",
)


@click.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="May be repeated.")
@click.option("--owner", default="", metavar="HANDLE", help="Only this SDR's.")
@click.option("--ae", default="", metavar="HANDLE", help="Only this AE's.")
@click.option("--source", default="", help="Only from this source.")
@click.option("--company", default="", help="Only companies whose name has this in it.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@as_person
def list_leads(
    session: Acting, states: tuple[str, ...], owner: str, ae: str, source: str, company: str, limit: int
) -> Answer:
    """List the leads that you may see, the newest first.

    \b
    Example:
      tasuki lead list --state mql --state sal --owner aoi --as aoi
    """
    from tasuki.cli.shapes.lead import lead_shape, leads_table
    from tasuki.platform.access.actor import visible
    from tasuki.records.models import Lead
    from tasuki.records.queries import LEAD_OWNERS

    wanted = {
        "state__in": states,
        "owner__handle": owner,
        "ae__handle": ae,
        "source": source,
        "company_name__icontains": company,
    }
    rows = visible(Lead.objects.all(), session.by, "lead.read", *LEAD_OWNERS)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    found = list(rows.select_related("owner", "ae", "campaign").order_by("-captured_at", "-id")[:limit])
    lines = leads_table(found, session) or [session.say(N_("There are none."))]
    return Answer({"items": [lead_shape(lead) for lead in found]}, lines)


@click.command()
@click.argument("lead")
@as_person
def show(session: Acting, lead: str) -> Answer:
    """Show a lead, and what the gate that it stands before says of it.

    \b
    Example:
      tasuki lead show web-000123 --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.cli.shapes.lead import lead_lines, lead_shape
    from tasuki.playbooks.queries import in_force
    from tasuki.rules.gates import decide, gate_after
    from tasuki.stages.handoff.queries import dossier_for_handoff
    from tasuki.stages.qualification.queries import scored

    found = lead_named(session.by, lead)
    if found.state not in ("captured", "mql", "sal", "sql", "discovery", "recycled"):
        return Answer({**lead_shape(found), "decision": None}, lead_lines(found, session))
    book = in_force()
    known = scored(dossier_for_handoff(found), book, session.at)
    decision = decide(gate_after(found.state), known, book, session.at)
    spoken = session.spoken(decision)
    return Answer(
        {**lead_shape(found), "decision": spoken},
        [*lead_lines(found, session), "", *decision_lines(spoken, session)],
    )


@click.command()
@click.argument("lead")
@as_person
def dossier(session: Acting, lead: str) -> Answer:
    """Print all that is known of a lead as the dossier that `tasuki check` reads.

    \b
    Example:
      tasuki lead dossier web-000123 --as aoi | tasuki check - --gate opportunity
    """
    from dataclasses import replace

    from tasuki.cli.naming import lead_named
    from tasuki.playbooks.queries import in_force
    from tasuki.stages.conversion.freeze import snapshot
    from tasuki.stages.handoff.queries import dossier_for_handoff

    facts = replace(
        dossier_for_handoff(lead_named(session.by, lead)), at=session.at, playbook=in_force().stamp
    )
    told = snapshot(facts)
    return Answer(told, json.dumps(told, ensure_ascii=False, indent=2).splitlines())
