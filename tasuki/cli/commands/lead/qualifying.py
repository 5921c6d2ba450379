"""`tasuki lead deliver`, `assign`, `accept` and `qualify`: from gate to gate."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, cast

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.commands.lead.telling import told
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY


@click.command()
@click.argument("lead")
@as_person
def deliver(session: Acting, lead: str) -> Answer:
    """Deliver a captured lead to sales as an MQL (G-00); what fits is delivered by itself when it is captured.

    \b
    Example:
      tasuki lead deliver web-000123 --as sora
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import market_qualify

    key = lead_named(session.by, lead).pk
    return told(key, session, market_qualify(key, by=session.by, at=session.at))


@click.command()
@click.argument("lead")
@click.option(
    "--to", "heir", metavar="HANDLE", help="Who takes it; by default whom the playbook's routes choose."
)
@click.option(
    "--run", type=click.Choice(["sdr", "ae"]), default="sdr", show_default=True, help="Whose place."
)
@click.option("--reason", default="", help="Why it changes hands (with --to).")
@as_person
def assign(session: Acting, lead: str, heir: str | None, run: Literal["sdr", "ae"], reason: str) -> Answer:
    """Give a lead its SDR or AE: by the routes, or to somebody by name and with a reason (RT-1 …).

    \b
    Example:
      tasuki lead assign web-000123 --as mio
      tasuki lead assign web-000123 --to aoi --reason "She knows the group" --as mio
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.routing.actions import assign as by_the_routes
    from tasuki.stages.routing.actions import reassign

    key = lead_named(session.by, lead).pk
    if heir:
        made = reassign(key, heir, reason=reason, by=session.by, at=session.at, run=run)
    else:
        made = by_the_routes(key, run, by=session.by, at=session.at)
    lead_now = told(key, session)
    facts = {
        "id": made.pk,
        "run": made.run,
        "person": made.person.handle if made.person else None,
        "strategy": made.strategy,
        "route": made.route,
        "because": made.because,
    }
    return Answer({**cast(dict[str, Any], lead_now.payload), "assignment": facts}, lead_now.lines)


@click.command()
@click.argument("lead")
@click.option(
    "--rationale",
    default="",
    help="Why it is worth pursuing; left out, one is drafted from the findings (X-15).",
)
@as_person
def accept(session: Acting, lead: str, rationale: str) -> Answer:
    """Accept a lead as worth pursuing (SAL, G-01). Exits with 1 and every finding where the gate refuses.

    \b
    Example:
      tasuki lead accept web-000123 --rationale "Asked for a demo; a new plant opens in April" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import accept as accept_lead

    key = lead_named(session.by, lead).pk
    return told(key, session, accept_lead(key, by=session.by, at=session.at, rationale=rationale))


@click.command()
@click.argument("lead")
@click.option("--override-rationale", default="", help="Go ahead with criteria missing, and say why (G-05).")
@click.option("--override-expires", type=DAY, metavar="DAY", help="The day by which the gap is closed.")
@as_person
def qualify(session: Acting, lead: str, override_rationale: str, override_expires: date | None) -> Answer:
    """Qualify an accepted lead for sales (SQL, G-02). Exits with 1 and every finding where the gate refuses.

    \b
    Example:
      tasuki lead qualify web-000123 --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.rules.dossier import Override
    from tasuki.stages.qualification.actions import qualify as qualify_lead

    wanted = override_rationale or override_expires
    override = Override(override_rationale, override_expires) if wanted else None
    key = lead_named(session.by, lead).pk
    return told(key, session, qualify_lead(key, by=session.by, at=session.at, override=override))
