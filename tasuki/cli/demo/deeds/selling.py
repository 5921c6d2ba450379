"""What the AE does: answer the handoff, hold the call, record it, convert, and work the deal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from tasuki.cli.demo import said
from tasuki.cli.demo.deeds.qualifying import asked_for
from tasuki.cli.demo.hours import day
from tasuki.cli.demo.world import Case, World
from tasuki.platform.access.actor import Actor
from tasuki.records.models import NextStep
from tasuki.rules.dossier import Override
from tasuki.stages.conversion import actions as conversion
from tasuki.stages.conversion.input import AccountChoice, read_input
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.discovery import actions as discovery
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.meetings import actions as meetings
from tasuki.stages.pipeline import actions as pipeline
from tasuki.stages.qualification import actions as qualification

ASKED_AGAIN = ("need_cost", "timeline_event", "budget_process", "process_people", "brief_tried_before")


def take_over(case: Case, world: World, at: datetime) -> None:
    """Accept the handoff, having read the brief."""
    by = world.ae_of(case.lead_id)
    handoff.mark_read(case.lead_id, by=by, at=at)
    handoff.accept(case.lead_id, by=by, at=at)


def reject(case: Case, world: World, at: datetime, reason: str) -> None:
    by = world.ae_of(case.lead_id)
    rationale = world.pen.rationale(by.handle, reason, case.buyer)
    details = asked_for(case, reason, at)
    handoff.reject(case.lead_id, reason=reason, rationale=rationale, by=by, at=at, details=details)


def send_to_nurture(case: Case, world: World, at: datetime, days: int) -> None:
    by = world.ae_of(case.lead_id)
    rationale = world.pen.rationale(by.handle, "bad_timing", case.buyer)
    until = day(at) + timedelta(days=days)
    handoff.recycle(case.lead_id, reason="bad_timing", rationale=rationale, by=by, at=at, reengage_on=until)


def miss(case: Case, world: World, meeting: UUID, at: datetime, again_at: datetime) -> None:
    """Nobody came; another date is agreed."""
    by = world.ae_of(case.lead_id)
    meetings.miss(meeting, "連絡なしの欠席", by=by, at=at)
    meetings.reschedule(meeting, again_at, by=by, at=at)


def hold(
    case: Case, world: World, meeting: UUID, at: datetime, *, outcome: str, without: frozenset[str] = frozenset()
) -> None:
    """The discovery call: what was confirmed is recorded as answers, then the call itself (G-04)."""
    by, ended_at = world.ae_of(case.lead_id), at + timedelta(minutes=55)
    if outcome == "qualified":
        confirm(case, world, at, ended_at, without)
    discovery.record(
        case.lead_id,
        held_at=at,
        by=by,
        at=ended_at,
        outcome=outcome,
        meeting_id=meeting,
        attendees=[case.buyer.name],
        sdr_attended=case.dice.random() < 0.8,
    )


def confirm(case: Case, world: World, at: datetime, ended_at: datetime, without: frozenset[str]) -> None:
    qualification.record_answers(
        case.lead_id,
        by=world.ae_of(case.lead_id),
        at=ended_at,
        answers=said.in_discovery(case.buyer, case.dice, without=without),
        evidence=[
            said.evidence("recording", at, f"recording:{case.number}#discovery"),
            said.evidence("email", ended_at, f"message:{case.number}"),
        ],
    )


def rate(case: Case, world: World, at: datetime, rating: int) -> None:
    """Feedback on the handoff; a poor one names what had to be asked again (HB-4)."""
    again = case.dice.sample(ASKED_AGAIN, k=max(0, 5 - rating))
    handoff.rate(case.lead_id, rating=rating, by=world.ae_of(case.lead_id), at=at, asked_again=again)


def convert(case: Case, world: World, at: datetime, *, waived: str = "") -> Outcome:
    """One opportunity of the lead; ``waived`` is the rationale for going ahead with criteria missing (G-05)."""
    by = world.ae_of(case.lead_id)
    close_on = min(said.close_before(case.forcing_on), day(at) + timedelta(days=world.book.limits.close_within_days))
    asked = read_input(said.opportunity(case.buyer, by.handle, case.amount, at, close_on, case.dice))
    known = world.accounts.get(case.buyer.company.name)
    account = AccountChoice("link", str(known)) if known else AccountChoice("create")
    override = Override(waived, day(at) + timedelta(days=world.book.limits.override_days)) if waived else None
    asked = replace(asked, account=account, override=override)
    outcome = conversion.convert(case.lead_id, asked, by=by, at=at)
    world.accounts[case.buyer.company.name] = outcome.account_id
    return outcome


def advance(case: Case, opportunity: UUID, by: Actor, at: datetime, stage: str) -> None:
    """The buyer moved: on to the next stage, the old step done and a new one agreed."""
    for step in NextStep.objects.filter(opportunity=opportunity, done_at=None).values_list("pk", flat=True):
        pipeline.finish_next_step(step, by=by, at=at)
    planned = said.next_step(case.buyer, by.handle, at, case.dice)
    pipeline.add_next_step(opportunity, planned["action"], date.fromisoformat(planned["due_on"]), by=by, at=at)
    pipeline.advance(opportunity, stage, by=by, at=at, evidence=planned["action"])
