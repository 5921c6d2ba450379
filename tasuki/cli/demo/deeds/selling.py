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
from tasuki.platform.sql import run
from tasuki.records.models import Opportunity
from tasuki.rules.dossier import Override
from tasuki.stages.conversion import actions as conversion
from tasuki.stages.conversion.input import AccountChoice, read_input
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.outcome import Outcome
from tasuki.stages.discovery import actions as discovery
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.meetings import actions as meetings
from tasuki.stages.pipeline import actions as pipeline
from tasuki.stages.qualification import actions as qualification

STEPS_TO_TAKE = "SELECT id FROM records_nextstep WHERE opportunity_id = %(deal)s AND done_at IS NULL"
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


def move(case: Case, world: World, meeting: UUID, at: datetime, met_at: datetime) -> None:
    """The call gets another date."""
    meetings.reschedule(meeting, met_at, by=world.sdr_of(case.lead_id), at=at)


def hold(
    case: Case,
    world: World,
    meeting: UUID,
    held_at: datetime,
    at: datetime,
    *,
    outcome: str,
    without: frozenset[str] = frozenset(),
) -> None:
    """The discovery call: what was confirmed is recorded as answers, then the call itself (G-04)."""
    if outcome != "not_qualified":
        confirm(case, world, held_at, at, without)
    discovery.record(
        case.lead_id,
        held_at=held_at,
        by=world.ae_of(case.lead_id),
        at=at,
        outcome=outcome,
        meeting_id=meeting,
        attendees=[case.buyer.name],
        sdr_attended=case.dice.random() < 0.8,
    )


def confirm(case: Case, world: World, held_at: datetime, at: datetime, without: frozenset[str]) -> None:
    """The AE records what the buyer confirmed, with the recording and a mail as evidence."""
    qualification.record_answers(
        case.lead_id,
        by=world.ae_of(case.lead_id),
        at=at,
        answers=said.in_discovery(case.buyer, case.dice, without=without),
        evidence=[
            said.evidence("recording", held_at, f"recording:{case.number}#discovery"),
            said.evidence("email", at, f"message:{case.number}"),
        ],
    )


def rate(case: Case, world: World, at: datetime, rating: int) -> None:
    """Feedback on the handoff; a poor one names what had to be asked again (HB-4)."""
    again = case.dice.sample(ASKED_AGAIN, k=max(0, 5 - rating))
    handoff.rate(case.lead_id, rating=rating, by=world.ae_of(case.lead_id), at=at, asked_again=again)


def convert(case: Case, world: World, at: datetime, *, waived: str = "") -> Outcome:
    """One opportunity of the lead; ``waived`` is the rationale for going ahead with criteria missing (G-05)."""
    by = world.ae_of(case.lead_id)
    close_on = min(
        said.close_before(case.forcing_on), day(at) + timedelta(days=world.book.limits.close_within_days)
    )
    asked = read_input(said.opportunity(case.buyer, by.handle, case.amount, at, close_on, case.dice))
    known = world.accounts.get(case.buyer.company.name)
    account = AccountChoice("link", str(known)) if known else AccountChoice("create")
    override = Override(waived, day(at) + timedelta(days=world.book.limits.override_days)) if waived else None
    asked = replace(asked, account=account, override=override)
    outcome = conversion.convert(case.lead_id, asked, by=by, at=at)
    world.accounts[case.buyer.company.name] = outcome.account_id
    return outcome


def void(case: Case, world: World, outcome: Outcome, at: datetime) -> None:
    """Undo the conversion within its day."""
    by = world.ae_of(case.lead_id)
    reason = world.pen.rationale(by.handle, "wrong_account", case.buyer)
    conversion.void(outcome.conversion_id, reason=reason, by=by, at=at)


def grant(case: Case, world: World, outcome: Outcome, at: datetime) -> None:
    approval = _approval(outcome)
    conversion.grant(approval.pk, by=_approver(approval, world), at=at)


def refuse(case: Case, world: World, outcome: Outcome, at: datetime) -> None:
    approval = _approval(outcome)
    by = _approver(approval, world)
    rationale = world.pen.rationale(by.handle, "approval_refused", case.buyer)
    conversion.refuse(approval.pk, rationale=rationale, by=by, at=at)


def give_up(case: Case, world: World, at: datetime, reason: str) -> None:
    """The AE disqualifies the lead after the call."""
    by = world.ae_of(case.lead_id)
    rationale = world.pen.rationale(by.handle, reason, case.buyer)
    details = asked_for(case, reason, at)
    qualification.disqualify(case.lead_id, reason=reason, rationale=rationale, by=by, at=at, details=details)


def advance(case: Case, world: World, outcome: Outcome, at: datetime, stage: str) -> None:
    """The buyer moved: on to the next stage."""
    agreed = agree(case, world, outcome, at)
    by = world.owner_of(outcome.opportunity_id)
    pipeline.advance(outcome.opportunity_id, stage, by=by, at=at, evidence=agreed)


def agree(case: Case, world: World, outcome: Outcome, at: datetime) -> str:
    """The step that was planned is done, and the next one agreed: returns what it is."""
    deal, by = outcome.opportunity_id, world.owner_of(outcome.opportunity_id)
    for (step,) in run(STEPS_TO_TAKE, {"deal": deal}):
        pipeline.finish_next_step(step, by=by, at=at)
    planned = said.next_step(case.buyer, by.handle, at, case.dice)
    due_on = date.fromisoformat(planned["due_on"])
    pipeline.add_next_step(deal, planned["action"], due_on, by=by, at=at)
    return str(planned["action"])


def push(case: Case, world: World, outcome: Outcome, at: datetime) -> None:
    """The close date moves on, with the reason (HY-5)."""
    deal = outcome.opportunity_id
    close_on = Opportunity.objects.values_list("close_on", flat=True).get(pk=deal)
    if close_on is not None:
        later = {"close_on": (close_on + timedelta(days=case.dice.randint(7, 21))).isoformat()}
        pipeline.edit(deal, later, by=world.owner_of(deal), at=at, reason="approval_takes_longer")


def win(case: Case, world: World, outcome: Outcome, at: datetime, reason: str) -> None:
    pipeline.win(outcome.opportunity_id, by=world.owner_of(outcome.opportunity_id), at=at, reason=reason)


def lose(case: Case, world: World, outcome: Outcome, at: datetime, reason: str) -> None:
    by = world.owner_of(outcome.opportunity_id)
    rationale = world.pen.rationale(by.handle, reason, case.buyer)
    competitor = "凪ソフト" if reason == "lost_to_competitor" else ""
    pipeline.lose(outcome.opportunity_id, reason, rationale, by=by, at=at, competitor=competitor)


def _approval(outcome: Outcome) -> Approval:
    return Approval.objects.get(opportunity=outcome.opportunity_id, state="pending")


def _approver(approval: Approval, world: World) -> Actor:
    return world.person(approval.approver_id) if approval.approver_id else world.as_("kei")
