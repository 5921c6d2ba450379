"""`tasuki dispute`: decisions that somebody calls wrong, and the rulings (DS-1, DS-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import pairs, table
from tasuki.cli.typed import JsonFile
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.calibration.disputes.models import Dispute

STATES = ("open", "ruled", "withdrawn")
MOST = 200


@click.group("dispute", cls=InOrder)
def dispute_command() -> None:
    """Disputed decisions: open, list, show, rule, withdraw, carry into a draft, and what others can learn."""


@dispute_command.command("open")
@click.argument("lead")
@click.option(
    "--event", type=click.IntRange(min=1), help="The decision's number in the journal; by default the latest."
)
@click.option("--claim", required=True, help="What is wrong about it.")
@click.option(
    "--evidence", multiple=True, metavar="LINK", help="What shows it: a link or a note; may be repeated."
)
@as_person
def open_dispute(
    session: Acting, lead: str, event: int | None, claim: str, evidence: tuple[str, ...]
) -> Answer:
    """Dispute a decision about a lead. Somebody of RevOps who has no part in it rules.

    \b
    Example:
      tasuki dispute open 0193a1b2-… --claim "The board has approved the budget" --evidence minutes.pdf --as aoi
    """
    from tasuki.calibration.disputes.actions import open_dispute as dispute
    from tasuki.calibration.disputes.queries import disputable
    from tasuki.records.queries import lead_for

    key = lead_for(session.by, lead).pk
    number = event or next((one.seq for one in disputable(key)), 0)
    return _told(dispute(key, number, claim=claim, evidence=evidence, by=session.by, at=session.at), session)


@dispute_command.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@as_person
def list_disputes(session: Acting, state: str | None) -> Answer:
    """List disputes, the latest opened first.

    \b
    Example:
      tasuki dispute list --state open --as kei
    """
    from tasuki.calibration.disputes.queries import disputes
    from tasuki.calibration.disputes.shapes import dispute_shape
    from tasuki.calibration.disputes.words import STATES as WORDS
    from tasuki.platform.journal.catalogue import EVENTS

    found = list(disputes(session.by, state or "")[:MOST])
    headings = (N_("Dispute"), N_("State"), N_("Decision"), N_("Lead"), N_("Opened by"), N_("Opened"))
    rows = [
        (
            one.pk, session.say(WORDS[one.state]), session.say(EVENTS[one.code]),
            one.lead.company_name or one.lead.name, one.opened_by.handle if one.opened_by else "",
            session.clock(one.opened_at),
        )
        for one in found
    ]  # fmt: skip
    lines = table([session.say(one) for one in headings], rows) or [session.say(N_("There are none."))]
    return Answer({"items": [dispute_shape(one) for one in found]}, lines)


@dispute_command.command()
@click.argument("dispute", type=click.UUID)
@as_person
def show(session: Acting, dispute: UUID) -> Answer:
    """Show a dispute.

    \b
    Example:
      tasuki dispute show 0193a1b2-0000-7000-8000-000000000001 --as kei
    """
    from tasuki.calibration.disputes.queries import dispute_for

    return _told(dispute_for(session.by, dispute), session)


@dispute_command.command()
@click.argument("dispute", type=click.UUID)
@click.option(
    "--cause", type=click.Choice(["criteria", "execution"]), required=True, help="Why it came to it."
)
@click.option(
    "--ruling", type=click.Choice(["upheld", "overturned"]), required=True, help="Does the decision stand?"
)
@click.option("--rationale", required=True, help="Why it is so.")
@click.option("--rule-change", default="", help="What a draft of the agreement should say differently.")
@click.option("--brings-back", is_flag=True, help="Open the lead again that the decision ended.")
@as_person
def rule(
    session: Acting,
    dispute: UUID,
    cause: str,
    ruling: str,
    rationale: str,
    rule_change: str,
    brings_back: bool,
) -> Answer:
    """Rule on a dispute. The decision stays on record; the ruling is its correction.

    \b
    Example:
      tasuki dispute rule 0193a1b2-… --cause criteria --ruling upheld --rationale "The budget is proven" --as kei
    """
    from tasuki.calibration.disputes.actions import Judgement
    from tasuki.calibration.disputes.actions import rule as judge

    judged = Judgement(cause, ruling, rationale, rule_change, brings_back)
    return _told(judge(dispute, judged, by=session.by, at=session.at), session)


@dispute_command.command()
@click.argument("dispute", type=click.UUID)
@as_person
def withdraw(session: Acting, dispute: UUID) -> Answer:
    """Take your own dispute back; the decision stands and may be disputed again.

    \b
    Example:
      tasuki dispute withdraw 0193a1b2-0000-7000-8000-000000000001 --as aoi
    """
    from tasuki.calibration.disputes.actions import withdraw as take_back

    return _told(take_back(dispute, by=session.by, at=session.at), session)


@dispute_command.command()
@click.argument("dispute", type=click.UUID)
@click.option("--draft", default="", metavar="STAMP", help="Go on in this draft; by default one is begun.")
@as_person
def carry(session: Acting, dispute: UUID, draft: str) -> Answer:
    """Carry what a ruling wants changed into a draft of the agreement, as its note.

    \b
    Example:
      tasuki dispute carry 0193a1b2-0000-7000-8000-000000000001 --draft article@2 --as kei
    """
    from tasuki.calibration.disputes.actions import carry as into_draft

    return _told(into_draft(dispute, draft, by=session.by, at=session.at), session)


@dispute_command.command()
@click.argument("dispute", type=click.UUID)
@click.option("--input", "given", type=JsonFile(), required=True, help="The case as JSON; - is stdin.")
@as_person
def case(session: Acting, dispute: UUID, given: dict[str, object]) -> Answer:
    """Write what others can learn from a ruling, and publish it; names are refused unless they are meant.

    \b
    Example:
      tasuki dispute case 0193a1b2-… --input case.json --as kei
    """
    from tasuki.calibration.disputes.actions import Lesson, write_case
    from tasuki.calibration.disputes.shapes import case_shape
    from tasuki.rules.reading import read

    told = case_shape(write_case(dispute, read(Lesson, given), by=session.by, at=session.at))
    return Answer(told, _case_lines(told, session))


@dispute_command.command()
@as_person
def cases(session: Acting) -> Answer:
    """List the learning cases that were published, the newest first.

    \b
    Example:
      tasuki dispute cases --as aoi
    """
    from tasuki.calibration.disputes.queries import learning_cases
    from tasuki.calibration.disputes.shapes import case_shape

    items = [case_shape(one) for one in learning_cases(session.by)[:MOST]]
    lines = [line for one in items for line in (*_case_lines(one, session), "")]
    return Answer({"items": items}, lines[:-1] or [session.say(N_("There are none."))])


def _case_lines(told: dict[str, object], session: Acting) -> list[str]:
    """The case in the reader's language, else in the one that there is."""
    here = (
        session.language if told[f"text_{session.language}"] else {"ja": "en", "en": "ja"}[session.language]
    )
    return [str(told[f"title_{here}"]), str(told[f"text_{here}"])]


def _told(row: Dispute, session: Acting) -> Answer:
    from tasuki.calibration.disputes.shapes import dispute_shape
    from tasuki.calibration.disputes.words import CAUSES, RULINGS
    from tasuki.calibration.disputes.words import STATES as WORDS
    from tasuki.platform.journal.catalogue import EVENTS

    told = dispute_shape(row)
    ruled = [
        (session.say(N_("Ruling")), session.say(RULINGS[row.ruling])),
        (session.say(N_("Cause")), session.say(CAUSES[row.cause])),
        (session.say(N_("Rationale")), row.rationale),
    ] if row.ruling else []  # fmt: skip
    if row.rule_change:
        ruled.append((session.say(N_("What the agreement should say differently")), row.rule_change))
    if row.draft is not None:
        ruled.append((session.say(N_("Carried into")), str(row.draft)))
    lines = pairs([
        (session.say(N_("Dispute")), row.pk),
        (session.say(N_("State")), session.say(WORDS[row.state])),
        (session.say(N_("Decision")), session.say(EVENTS[row.code])),
        (session.say(N_("Lead")), row.lead.company_name or row.lead.name),
        (session.say(N_("What is wrong about it")), row.claim),
        (session.say(N_("Who is asked to rule")), told["ruler"] or "—"),
        *ruled,
    ])  # fmt: skip
    return Answer(told, lines)
