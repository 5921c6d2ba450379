"""`tasuki handoff`: the toss from SDR to AE, with its brief."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.findings import decision_lines
from tasuki.cli.session import Acting
from tasuki.cli.typed import DAY, JSON_FILE, PAIR
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.stages.handoff.models import Handoff

NOTES = (
    "recommended_next_step",
    "sdr_assessment",
    "likelihood",
    "red_flags",
    "red_flags_checked_how",
    "response_pattern",
    "engagement_level",
    "org_chart",
)


asked_for = click.option(
    "--detail",
    "details",
    type=PAIR,
    multiple=True,
    metavar="NAME=VALUE",
    help="What the reason asks for (AR-4, AR-5).",
)


@click.group("handoff", cls=InOrder)
def handoff_command() -> None:
    """The handoff from SDR to AE, with its brief.

    HANDOFF is its own id, or names its lead.
    """


def _notes(options: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: options[name] for name in NOTES if options[name] is not None}
    return {**(options["fields"] or {}), **given}


@handoff_command.command()
@click.argument("lead")
@click.option(
    "--input", "fields", type=JSON_FILE, metavar="NOTES.json", help="The notes as a JSON object, or “-”."
)
@click.option("--recommended-next-step", help="What the AE should do first, and why.")
@click.option("--sdr-assessment", help="How good a deal this is, in your words.")
@click.option("--likelihood", type=click.Choice(["low", "medium", "high"]))
@click.option("--red-flags", help="What worries you; “none” counts together with --red-flags-checked-how.")
@click.option("--red-flags-checked-how", help="How you made sure that there are none.")
@click.option("--response-pattern", help="When and how the buyer answers.")
@click.option("--engagement-level", help="How keen they are.")
@click.option("--org-chart", help="Who reports to whom.")
@as_person
def notes(session: Acting, lead: str, **options: Any) -> Answer:
    """Write your own parts of the brief, all or some; the first time begins the draft (HB-2).

    \b
    Example:
      tasuki handoff notes web-000123 --recommended-next-step "Show the ERP link first" --likelihood high --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.stages.handoff.actions import write_notes

    written = write_notes(lead_named(session.by, lead).pk, _notes(options), by=session.by, at=session.at)
    return _told(written, session)


@handoff_command.command()
@click.argument("lead")
@as_person
def brief(session: Acting, lead: str) -> Answer:
    """Show the brief: as it was submitted, or, before that, as the record would make it now.

    \b
    Example:
      tasuki handoff brief web-000123 --lang ja --as ren
    """
    from tasuki.cli.naming import lead_named
    from tasuki.cli.shapes.handoff import brief_lines, brief_shape
    from tasuki.stages.handoff.queries import brief_of, handoffs_visible_to, latest_version

    found = lead_named(session.by, lead)
    newest = handoffs_visible_to(session.by).filter(lead=found.pk).first()
    version = latest_version(newest) if newest else None
    body = version.body if version else brief_of(found, session.at)
    facts = {
        "lead_id": found.pk,
        "handoff_id": newest.pk if newest else None,
        "version": version and version.number,
    }
    return Answer({**facts, "brief": brief_shape(body, session)}, brief_lines(body, session))


@handoff_command.command()
@click.argument("lead")
@click.option("--ae", metavar="HANDLE", help="Who takes over; by default the meeting's AE, else the lead's.")
@as_person
def submit(session: Acting, lead: str, ae: str | None) -> Answer:
    """Hand the lead to the AE (G-03). Exits with 1 and every finding while the brief or the meeting is missing.

    \b
    Example:
      tasuki handoff submit web-000123 --ae ren --as aoi
    """
    from tasuki.cli.naming import lead_named
    from tasuki.cli.shapes.handoff import handoff_lines, handoff_shape
    from tasuki.stages.handoff.actions import submit as hand_over

    made = hand_over(lead_named(session.by, lead).pk, by=session.by, at=session.at, ae=ae)
    decision = session.spoken(made.decision)
    lines = [*handoff_lines(made.handoff, session), *decision_lines(decision, session)]
    return Answer({**handoff_shape(made.handoff), "decision": decision}, lines)


@handoff_command.command()
@click.argument("handoff")
@click.option("--rationale", default="", help="Why, if you like.")
@as_person
def accept(session: Acting, handoff: str, rationale: str) -> Answer:
    """Take the lead over: discovery begins (AR-1).

    \b
    Example:
      tasuki handoff accept web-000123 --as ren
    """
    from tasuki.cli.naming import handoff_named
    from tasuki.stages.handoff.actions import accept as take_over

    key = handoff_named(session.by, handoff).pk
    return _told(take_over(key, by=session.by, at=session.at, rationale=rationale), session)


@handoff_command.command()
@click.argument("handoff")
@click.option(
    "--reason", required=True, metavar="CODE", help="An agreed reason: tasuki playbook show lists them."
)
@click.option("--rationale", required=True, help="What exactly is wrong; “bad lead” says nothing (AR-3).")
@asked_for
@as_person
def reject(
    session: Acting, handoff: str, reason: str, rationale: str, details: tuple[tuple[str, str], ...]
) -> Answer:
    """Say no, with an agreed reason and a rationale; the reason decides where the lead goes (AR-6).

    \b
    Example:
      tasuki handoff reject web-000123 --reason duplicate --rationale "Same person as web-000007, met in May" \\
        --detail surviving_id=web-000007 --as ren
    """
    from tasuki.cli.naming import handoff_named
    from tasuki.stages.handoff.actions import reject as say_no

    key = handoff_named(session.by, handoff).pk
    made = say_no(
        key, reason=reason, rationale=rationale, by=session.by, at=session.at, details=dict(details)
    )
    return _told(made, session)


@handoff_command.command()
@click.argument("handoff")
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
@asked_for
@as_person
def recycle(
    session: Acting,
    handoff: str,
    rationale: str,
    reason: str,
    reengage_on: date | None,
    trigger: str,
    nurture_track: str,
    details: tuple[tuple[str, str], ...],
) -> Answer:
    """Send the lead back to nurture until a day, an event, or both (AR-1, AR-10).

    \b
    Example:
      tasuki handoff recycle web-000123 --rationale "Budget is frozen until April" --reengage-on 2027-04-05 --as ren
    """
    from tasuki.cli.naming import handoff_named
    from tasuki.stages.handoff.actions import recycle as send_back

    made = send_back(
        handoff_named(session.by, handoff).pk,
        rationale=rationale,
        by=session.by,
        at=session.at,
        reason=reason,
        reengage_on=reengage_on,
        trigger=trigger,
        nurture_track=nurture_track,
        details=dict(details),
    )
    return _told(made, session)


@handoff_command.command()
@click.argument("handoff")
@click.argument("rating", type=click.IntRange(1, 5))
@click.option("--feedback", default="", help="What would have helped.")
@click.option(
    "--asked-again",
    multiple=True,
    metavar="QUESTION",
    help="A question that had to be asked again; may be repeated.",
)
@as_person
def rate(session: Acting, handoff: str, rating: int, feedback: str, asked_again: tuple[str, ...]) -> Answer:
    """Rate an accepted handoff after the call, from 1 to 5 (SL-7, HB-4).

    \b
    Example:
      tasuki handoff rate web-000123 4 --feedback "The decision process was thin" --as ren
    """
    from tasuki.cli.naming import handoff_named
    from tasuki.stages.handoff.actions import rate as give_feedback

    key = handoff_named(session.by, handoff).pk
    made = give_feedback(
        key, rating=rating, by=session.by, at=session.at, feedback=feedback, asked_again=asked_again
    )
    return _told(made, session)


def _told(handoff: Handoff, session: Acting) -> Answer:
    from tasuki.cli.shapes.handoff import handoff_lines, handoff_shape

    lines = handoff_lines(handoff, session)
    return Answer(handoff_shape(handoff), [session.say(N_("Done.")), *lines])
