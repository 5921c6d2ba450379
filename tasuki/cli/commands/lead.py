"""`tasuki lead`: people who may become opportunities, from their capture to the gate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.findings import decision_lines
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY, JSON_FILE, PAIR
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from uuid import UUID

    from tasuki.rules.decision import Decision

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
    "external_id": ("external_id",),
    "source": ("source",),
    "campaign": ("campaign",),
    "message": ("message",),
    "why_now": ("why_now",),
}


@click.group("lead", cls=InOrder)
def lead_command() -> None:
    """Leads, from their capture to the gates.

    LEAD is an id, the beginning of an id that only one has, or an external id.
    """


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
        raise click.UsageError("The input is a JSON object, as in contract/lead.json.")
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


@lead_command.command()
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
    return _told(lead.pk, session)


@lead_command.command()
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
    return _told(changed.pk, session)


@lead_command.command("list")
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


@lead_command.command()
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

    found = lead_named(session.by, lead)
    if found.state not in ("captured", "mql", "sal", "sql", "discovery", "recycled"):
        return Answer({**lead_shape(found), "decision": None}, lead_lines(found, session))
    decision = decide(gate_after(found.state), dossier_for_handoff(found), in_force(), session.at)
    spoken = session.spoken(decision)
    return Answer(
        {**lead_shape(found), "decision": spoken},
        [*lead_lines(found, session), "", *decision_lines(spoken, session)],
    )


@lead_command.command()
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


@lead_command.command()
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
    return _told(key, session, market_qualify(key, by=session.by, at=session.at))


@lead_command.command()
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
    told = _told(key, session)
    facts = {
        "id": made.pk,
        "run": made.run,
        "person": made.person.handle if made.person else None,
        "strategy": made.strategy,
        "route": made.route,
        "because": made.because,
    }
    return Answer({**cast(dict[str, Any], told.payload), "assignment": facts}, told.lines)


@lead_command.command()
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
    return _told(key, session, accept_lead(key, by=session.by, at=session.at, rationale=rationale))


@lead_command.command()
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


@lead_command.command()
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
    return _told(key, session, qualify_lead(key, by=session.by, at=session.at, override=override))


@lead_command.command()
@click.argument("lead")
@click.option(
    "--reason", required=True, metavar="CODE", help="An agreed reason: tasuki playbook show lists them."
)
@click.option("--rationale", required=True, help="What exactly is missing; “bad lead” says nothing (AR-3).")
@click.option(
    "--detail",
    "details",
    type=PAIR,
    multiple=True,
    metavar="NAME=VALUE",
    help="What the reason asks for (AR-5).",
)
@as_person
def disqualify(
    session: Acting, lead: str, reason: str, rationale: str, details: tuple[tuple[str, str], ...]
) -> Answer:
    """Give a lead back to marketing, with an agreed reason (AR-6).

    \b
    Example:
      tasuki lead disqualify web-000123 --reason no_need --rationale "Their ERP was replaced last year" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import disqualify as let_go

    key = lead_named(session.by, lead).pk
    let_go(key, reason=reason, rationale=rationale, by=session.by, at=session.at, details=dict(details))
    return _told(key, session)


@lead_command.command()
@click.argument("lead")
@click.option("--rationale", required=True, help="Why not now.")
@click.option(
    "--reason",
    default="",
    metavar="CODE",
    help="An agreed reason; one with an interval brings its own day (AR-4).",
)
@click.option("--reengage-on", type=DAY, metavar="DAY", help="The day on which it comes back.")
@click.option("--trigger", default="", help="The event on which it comes back.")
@click.option("--nurture-track", default="")
@as_person
def recycle(
    session: Acting,
    lead: str,
    rationale: str,
    reason: str,
    reengage_on: date | None,
    trigger: str,
    nurture_track: str,
) -> Answer:
    """Send a lead to nurture until a day, an event, or both (AR-1, AR-10).

    \b
    Example:
      tasuki lead recycle web-000123 --rationale "Budget is frozen until April" --reengage-on 2027-04-05 --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import recycle as send_to_nurture

    key = lead_named(session.by, lead).pk
    send_to_nurture(
        key,
        rationale=rationale,
        by=session.by,
        at=session.at,
        reason=reason,
        reengage_on=reengage_on,
        trigger=trigger,
        nurture_track=nurture_track,
    )
    return _told(key, session)


@lead_command.command()
@click.argument("lead")
@click.option("--trigger", default="", help="What brought it back.")
@as_person
def reengage(session: Acting, lead: str, trigger: str) -> Answer:
    """Bring a recycled lead back as an MQL (V-08).

    \b
    Example:
      tasuki lead reengage web-000123 --trigger "Opened the pricing page" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import reengage as bring_back

    return _told(
        bring_back(lead_named(session.by, lead).pk, by=session.by, at=session.at, trigger=trigger).pk, session
    )


@lead_command.command()
@click.argument("lead")
@click.option("--rationale", required=True, help="Why the disqualification is taken back.")
@as_person
def reopen(session: Acting, lead: str, rationale: str) -> Answer:
    """Take a disqualification back, on a manager's or RevOps' word.

    \b
    Example:
      tasuki lead reopen web-000123 --rationale "The plant was approved after all; budget in April" --as mio
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import reopen as take_back

    key = lead_named(session.by, lead).pk
    return _told(take_back(key, by=session.by, at=session.at, rationale=rationale).pk, session)


@lead_command.command()
@click.argument("lead")
@as_person
def archive(session: Acting, lead: str) -> Answer:
    """Archive a recycled lead that nobody hears from (V-08).

    \b
    Example:
      tasuki lead archive web-000123 --as sora
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.qualification.actions import archive as put_away

    return _told(put_away(lead_named(session.by, lead).pk, by=session.by, at=session.at).pk, session)


@lead_command.command()
@click.argument("lead")
@click.option("--into", "survivor", required=True, metavar="LEAD", help="The lead that stays.")
@click.option("--rationale", default="", help="How you know that they are one.")
@as_person
def merge(session: Acting, lead: str, survivor: str, rationale: str) -> Answer:
    """Merge a lead into another: all that hangs on it moves, and empty fields are filled (AR-5).

    \b
    Example:
      tasuki lead merge web-000123 --into web-000007 --rationale "Same person, two forms" --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.intake.actions import merge as make_one

    gone, stays = lead_named(session.by, lead).pk, lead_named(session.by, survivor).pk
    return _told(make_one(gone, stays, by=session.by, at=session.at, rationale=rationale).pk, session)


def _told(lead_id: UUID, session: Acting, decision: Decision | None = None) -> Answer:
    """The lead as it stands now, with all that followed, and the gate's decision where there was one.

    It is told to whoever has just changed it, also where the change took it out of their sight.
    """
    from tasuki.cli.shapes.lead import lead_lines, lead_shape
    from tasuki.records.models import Lead

    lead = Lead.objects.select_related("owner", "ae", "campaign").get(pk=lead_id)
    if decision is None:
        return Answer(lead_shape(lead), lead_lines(lead, session))
    spoken = session.spoken(decision)
    lines = [*lead_lines(lead, session), *decision_lines(spoken, session)]
    return Answer({**lead_shape(lead), "decision": spoken}, lines)
