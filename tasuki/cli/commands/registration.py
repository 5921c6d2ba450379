"""`tasuki registration`: deals that partners register, who was first, and what is protected (DG-1 … DG-4)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import pairs, table
from tasuki.cli.typed import JsonFile
from tasuki.rules.wording import N_, Sentence

if TYPE_CHECKING:
    from tasuki.stages.registration.models import Registration

STATES = ("submitted", "escalated", "approved", "rejected", "expired")


@click.group("registration", cls=InOrder)
def registration_command() -> None:
    """Deal registrations of partners."""


@registration_command.command()
@click.option(
    "--input", "given", type=JsonFile(), required=True, help="The registration as JSON; - is stdin."
)
@as_person
def submit(session: Acting, given: dict[str, object]) -> Answer:
    """Register a partner's deal. What was there first is told, and stands before the reviewer.

    \b
    Example:
      tasuki registration submit --input registration.json --as aoi
    """
    from tasuki.rules.reading import read
    from tasuki.stages.registration.actions import NewRegistration
    from tasuki.stages.registration.actions import submit as register

    return _told(register(read(NewRegistration, given), by=session.by, at=session.at), session)


@registration_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="M.toml",
    help="Which column is which field, where the headers do not say it.",
)
@click.option("--dry-run", is_flag=True, help="Do everything, then keep nothing.")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.csv",
    help="Where the rows go that could not be taken, each with its reason.",
)
@as_person
def import_sheet(
    session: Acting, file: Path, mapping: Path | None, dry_run: bool, rejects: Path | None
) -> Answer:
    """Register the deals of a partner's sheet (CSV, as `tasuki import` reads it).

    Each row is submitted as by `registration submit`: who was first is found, and its review promise starts. A deal
    that the partner has registered already is passed over, so that the sheet can be sent again; bad rows come back
    with their reasons.

    \b
    Example:
      tasuki registration import deals.csv --rejects rejects.csv --as aoi
    """
    from tasuki.cli.commands.importing import check_place_for_rejects, reject_lines
    from tasuki.stages.intake.queries import ColumnMapping, read_mapping
    from tasuki.stages.registration.actions import submit_sheet

    if rejects:
        check_place_for_rejects(rejects, file, mapping)
    asked = read_mapping(mapping) if mapping else ColumnMapping()
    read = submit_sheet(
        file,
        by=session.by,
        at=session.at,
        mapping=asked,
        dry_run=dry_run,
        rejects_to=rejects,
        speak=session.speak,
    )
    told = read.as_json(session.speak)
    counts = {name: told[name] for name in ("rows", "created", "skipped", "rejected", "with_conflicts")}
    summary = N_(
        "%(rows)s rows: %(created)s deals registered, %(with_conflicts)s of them where somebody was first; "
        "%(skipped)s were registered already, %(rejected)s rejected."
    )
    trial = [session.say(N_("A dry run: nothing was kept."))] if dry_run else []
    return Answer(told, [*trial, session.say(summary, **counts), *reject_lines(told["rejects"], session)])


@registration_command.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@as_person
def list_registrations(session: Acting, state: str | None) -> Answer:
    """List registrations, the latest submitted first.

    \b
    Example:
      tasuki registration list --state submitted --as mio
    """
    from tasuki.stages.registration.queries import registrations
    from tasuki.stages.registration.shapes import registration_shape
    from tasuki.stages.registration.words import STATES as WORDS

    items = [registration_shape(one, session.speak) for one in registrations(session.by, state or "")[:200]]
    headings = (
        N_("Registration"),
        N_("State"),
        N_("Partner"),
        N_("Company"),
        N_("Conflicts"),
        N_("Submitted"),
    )
    rows = [
        (
            one["number"] or one["id"], session.say(WORDS[one["state"]]), one["partner"], one["company_name"],
            len(one["conflicts"]), session.clock(one["submitted_at"]),
        )
        for one in items
    ]  # fmt: skip
    lines = table([session.say(one) for one in headings], rows) or [session.say(N_("There are none."))]
    return Answer({"items": items}, lines)


@registration_command.command()
@click.argument("registration")
@as_person
def show(session: Acting, registration: str) -> Answer:
    """Show a registration, by its id or number (DR-00007), with everything that was there first.

    \b
    Example:
      tasuki registration show DR-00007 --as mio
    """
    from tasuki.stages.registration.queries import registration_for

    return _told(registration_for(session.by, registration), session)


@registration_command.command()
@click.argument("registration")
@click.option("--rationale", default="", help="Why, if you like.")
@click.option(
    "--override-reason", default="", help="Why the later one goes first, where somebody was there before."
)
@click.option("--days", type=int, help="How long the company is protected; by default as agreed.")
@as_person
def approve(
    session: Acting, registration: str, rationale: str, override_reason: str, days: int | None
) -> Answer:
    """Approve: it gets its number and protects the company. Nobody decides about their own.

    \b
    Example:
      tasuki registration approve 0193a1b2-… --as mio
    """
    from tasuki.stages.registration.actions import approve as say_yes
    from tasuki.stages.registration.queries import registration_for

    key = registration_for(session.by, registration).pk
    row = say_yes(
        key, by=session.by, at=session.at, rationale=rationale, override_reason=override_reason, days=days
    )
    return _told(row, session)


@registration_command.command()
@click.argument("registration")
@click.option("--rationale", required=True, help="Why not, as the partner may be told.")
@as_person
def reject(session: Acting, registration: str, rationale: str) -> Answer:
    """Reject a registration.

    \b
    Example:
      tasuki registration reject 0193a1b2-… --rationale "We have worked with them since spring" --as mio
    """
    from tasuki.stages.registration.actions import reject as say_no
    from tasuki.stages.registration.queries import registration_for

    key = registration_for(session.by, registration).pk
    return _told(say_no(key, rationale=rationale, by=session.by, at=session.at), session)


@registration_command.command()
@click.argument("registration")
@click.option("--reason", required=True, help="What those who may overrule should know.")
@as_person
def escalate(session: Acting, registration: str, reason: str) -> Answer:
    """Escalate a registration to those who may overrule.

    \b
    Example:
      tasuki registration escalate 0193a1b2-… --reason "Two partners name the same plant" --as mio
    """
    from tasuki.stages.registration.actions import escalate as hand_up
    from tasuki.stages.registration.queries import registration_for

    key = registration_for(session.by, registration).pk
    return _told(hand_up(key, reason=reason, by=session.by, at=session.at), session)


def _told(row: Registration, session: Acting) -> Answer:
    from tasuki.stages.registration.shapes import registration_shape
    from tasuki.stages.registration.words import CLAIMS
    from tasuki.stages.registration.words import STATES as WORDS

    told = registration_shape(row, session.speak)
    lines = pairs([
        (session.say(N_("Registration")), told["number"] or told["id"]),
        (session.say(N_("State")), session.say(WORDS[told["state"]])),
        (session.say(N_("Partner")), told["partner"]),
        (session.say(N_("Company")), told["company_name"]),
        (session.say(N_("Submitted")), session.clock(told["submitted_at"])),
        (session.say(N_("Protected until")), session.clock(told["protected_until"]) if told["protected_until"] else ""),
    ])  # fmt: skip
    for one in told["conflicts"]:
        values = {"what": Sentence(CLAIMS[one["kind"]]), "name": one["name"], "because": one["because"]}
        lines.append("! " + session.say(N_("%(what)s was there first: %(name)s. %(because)s"), **values))
    return Answer(told, lines)
