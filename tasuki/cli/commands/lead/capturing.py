"""`tasuki lead create` and `edit`: who it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import as_person
from tasuki.cli.commands.lead.telling import told
from tasuki.cli.session import Acting
from tasuki.cli.typed import JSON_FILE
from tasuki.cli.usage import Misused
from tasuki.rules.wording import N_

# Option → where it belongs in contract/lead.json.
_INTO: Mapping[str, tuple[str, ...]] = {
    "name": ("person", "name"),
    "title": ("person", "title"),
    "email": ("person", "email"),
    "phone": ("person", "phone"),
    "company": ("company", "name"),
    "domain": ("company", "domain"),
    "country": ("company", "country"),
    "region": ("company", "region"),
    "industry": ("company", "industry"),
    "employees": ("company", "employees"),
    "segment": ("company", "segment"),
    "background": ("company", "background"),
    "external_id": ("external_id",),
    "source": ("source",),
    "campaign": ("campaign",),
    "message": ("message",),
    "why_now": ("why_now",),
}


def _lead_options(command: Any) -> Any:
    """The fields of a lead as options."""
    for option in reversed(
        (
            click.option(
                "--input",
                "given",
                type=JSON_FILE,
                metavar="LEAD.json",
                help="All fields as in contract/lead.json, or “-”.",
            ),
            click.option("--external-id", help="Its id elsewhere."),
            click.option("--name", help="The person's name."),
            click.option("--title", help="Their job title."),
            click.option("--email"),
            click.option("--phone"),
            click.option("--company", help="The company's name."),
            click.option("--domain", help="The company's domain."),
            click.option("--country", help="ISO code, such as JP."),
            click.option("--region"),
            click.option("--industry"),
            click.option("--employees", type=int),
            click.option("--segment"),
            click.option("--background", help="What the company does, for the brief."),
            click.option("--source", help="Where it came from: inbound, event, referral …"),
            click.option("--campaign", help="The campaign's code."),
            click.option("--message", help="What the campaign said."),
            click.option("--why-now", help="Why they came now."),
        )
    ):
        command = option(command)
    return command


def _fields(given: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """The input file with the options laid over it."""
    if given is not None and not isinstance(given, dict):
        text, fix = N_("The input is no JSON object."), N_("Write a lead's fields between { and }.")
        raise Misused(text, fix, where="--input")
    fields: dict[str, Any] = json.loads(json.dumps(given or {}))
    for option, value in options.items():
        if value is None:
            continue
        *tables, name = _INTO[option]
        place = fields
        for table in tables:
            place = place.setdefault(table, {})
        place[name] = value
    return fields


@click.command()
@_lead_options
@as_person
def create(session: Acting, given: Any, **options: Any) -> Answer:
    """Capture a lead. An external id that is known updates that lead instead.

    \b
    Example:
      tasuki lead create --name "高橋 美咲" --email misaki@example.co.jp --company 株式会社サンプル製作所 \\
        --source inbound --as sora
      tasuki lead create --input lead.json --as sora
    """
    from tasuki.stages.intake.actions import capture
    from tasuki.stages.intake.incoming import read_incoming

    lead = capture(read_incoming(_fields(given, options)), by=session.by, at=session.at)
    return told(lead.pk, session)


@click.command()
@click.argument("lead")
@_lead_options
@as_person
def edit(session: Acting, lead: str, given: Any, **options: Any) -> Answer:
    """Change the fields that are named; what is left out stays.

    \b
    Example:
      tasuki lead edit web-000123 --title "情報システム部長" --employees 850 --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.intake.actions import edit as change

    changed = change(lead_named(session.by, lead).pk, _fields(given, options), by=session.by, at=session.at)
    return told(changed.pk, session)
