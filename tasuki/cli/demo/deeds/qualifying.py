"""What the SDR does: accept, ask, confirm, book, write the brief, hand over, or let go."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tasuki.cli.demo import said
from tasuki.cli.demo.hours import day
from tasuki.cli.demo.world import Case, World
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.meetings import actions as meetings
from tasuki.stages.qualification import actions as qualification


def accept(case: Case, world: World, at: datetime) -> None:
    """Take the lead on, in one's own words or with the drafted ones."""
    rationale = said.acceptance(case.buyer, case.dice) if case.dice.random() < 0.7 else ""
    qualification.accept(case.lead_id, by=world.sdr_of(case.lead_id), at=at, rationale=rationale)


def ask(case: Case, world: World, at: datetime) -> None:
    """The first real conversation: the call is logged, and the answers with it as evidence."""
    by = world.sdr_of(case.lead_id)
    case.forcing_on = day(at) + timedelta(days=case.dice.randint(70, 150))
    qualification.log_touch(case.lead_id, "call", by=by, at=at, two_way=True, signal="reply")
    qualification.record_answers(
        case.lead_id,
        by=by,
        at=at,
        answers=said.on_the_first_call(case.buyer, case.amount, case.forcing_on, case.dice),
        evidence=[said.evidence("call", at, f"recording:{case.number}")],
    )


def qualify(case: Case, world: World, at: datetime) -> None:
    qualification.qualify(case.lead_id, by=world.sdr_of(case.lead_id), at=at)


def book(case: Case, world: World, at: datetime, met_at: datetime, ae: str | None = None) -> UUID:
    """The discovery call with the AE, whom routing chooses unless one is named."""
    by = world.sdr_of(case.lead_id)
    return meetings.book(case.lead_id, met_at, by=by, at=at, ae=ae, attendees=[case.buyer.name]).pk


def write_brief(case: Case, world: World, at: datetime) -> None:
    notes = said.notes_for_the_brief(case.buyer, case.dice)
    handoff.write_notes(case.lead_id, notes, by=world.sdr_of(case.lead_id), at=at)


def submit(case: Case, world: World, at: datetime) -> None:
    handoff.submit(case.lead_id, by=world.sdr_of(case.lead_id), at=at)


def turn_down(case: Case, world: World, at: datetime, reason: str) -> None:
    """Disqualify, with what was found."""
    by = world.sdr_of(case.lead_id)
    rationale = world.pen.rationale(by.handle, reason, case.buyer)
    details = asked_for(case, reason, at)
    qualification.disqualify(case.lead_id, reason=reason, rationale=rationale, by=by, at=at, details=details)


def recycle(case: Case, world: World, at: datetime, reason: str, days: int | None = None) -> None:
    """To nurture, until the reason's own day or a nearer one."""
    by = world.sdr_of(case.lead_id)
    rationale = world.pen.rationale(by.handle, reason, case.buyer)
    until = day(at) + timedelta(days=days) if days else None
    qualification.recycle(
        case.lead_id,
        reason=reason,
        rationale=rationale,
        by=by,
        at=at,
        reengage_on=until,
        nurture_track="monthly",
    )


def asked_for(case: Case, reason: str, at: datetime) -> dict[str, str]:
    """What the reason asks for (AR-5)."""
    answers = {
        "wrong_contact": {"better_contact": case.buyer.maker},
        "competitor_locked": {"renewal_on": (day(at) + timedelta(days=400)).isoformat()},
        "brief_incomplete": {"missing_items": "note_tried_before, timeline"},
        "lost_to_competitor_before_conversion": {
            "competitor": "凪ソフト",
            "decided_on": day(at).isoformat(),
            "evidence": f"message:{case.number}",
        },
        "won_without_opportunity": {"decided_on": day(at).isoformat(), "evidence": f"order:{case.number}"},
    }
    return answers.get(reason, {})
