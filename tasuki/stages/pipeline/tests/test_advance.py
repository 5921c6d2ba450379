"""A deal moves between open stages because something changed on the buyer's side (V-06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow, Outdated
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline.actions import advance, explain_jump
from tasuki.stages.pipeline.hygiene import hygiene_of

As = Callable[[Person], Actor]


def _flags(deal: Opportunity, at: datetime) -> list[str]:
    return [finding.rule for finding in hygiene_of([deal], at).get(deal.pk, ())]


def test_an_advance_leaves_its_trace_and_the_stages_probability(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    moved = advance(deal.pk, "qualification", by=as_(ren), at=at, evidence="They named the budget owner.")
    assert (moved.stage, moved.stage_since, moved.probability) == ("qualification", at, Decimal("0.2"))
    assert [visit["stage"] for visit in moved.stage_history] == ["discovery", "qualification"]
    event = Event.objects.get(code="opportunity.advanced")
    assert (event.data["from"], event.data["to"]) == ("discovery", "qualification")
    assert event.payload.words["evidence"] == "They named the budget owner."
    assert "budget owner" not in str(event.data)


def test_a_jump_over_two_stages_without_evidence_is_recorded_and_flagged(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    moved = advance(deal.pk, "proposal", by=as_(ren), at=at)
    assert Event.objects.get(code="opportunity.advanced").data["flags"] == ["HY-6"]
    assert "HY-6" in _flags(moved, at)


def test_a_jump_that_the_buyer_asked_for_is_no_flag(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    moved = advance(deal.pk, "proposal", by=as_(ren), at=at, evidence="They sent the tender documents.")
    assert "HY-6" not in _flags(moved, at)


def test_a_step_back_is_possible_and_shows(deal: Opportunity, ren: Person, as_: As, at: datetime) -> None:
    advance(deal.pk, "qualification", by=as_(ren), at=at)
    why = "The budget owner has left; who decides is open again."
    back = advance(deal.pk, "discovery", by=as_(ren), at=at + timedelta(days=1), evidence=why)
    assert "HY-8" in _flags(back, at + timedelta(days=1))
    assert (
        Event.objects.get(code="opportunity.advanced", data__to="discovery").payload.words["evidence"] == why
    )


@pytest.mark.parametrize("why", ["", "TBD", "未定"])
def test_nothing_goes_back_without_saying_why(
    deal: Opportunity, ren: Person, as_: As, at: datetime, why: str
) -> None:
    advance(deal.pk, "qualification", by=as_(ren), at=at)
    with pytest.raises(Invalid) as refused:
        advance(deal.pk, "discovery", by=as_(ren), at=at, evidence=why)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.code) == ("/evidence", "HY-8")
    deal.refresh_from_db()
    assert deal.stage == "qualification"


@pytest.mark.parametrize("stage", ["closed_won", "pending_approval", "voided", "someday", "discovery"])
def test_only_another_open_stage_will_do(
    deal: Opportunity, ren: Person, as_: As, at: datetime, stage: str
) -> None:
    with pytest.raises(Invalid) as refused:
        advance(deal.pk, stage, by=as_(ren), at=at)
    assert refused.value.problems[0].pointer == "/stage"


def test_a_date_pushed_while_advancing_needs_its_reason(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    later = date(2027, 3, 31)
    with pytest.raises(Invalid) as refused:
        advance(deal.pk, "qualification", by=as_(ren), at=at, close_on=later)
    assert [problem.code for problem in refused.value.problems] == ["HY-5"]
    moved = advance(
        deal.pk, "qualification", by=as_(ren), at=at, close_on=later, reason="buyer_moved_the_date"
    )
    moved.refresh_from_db()
    assert (moved.close_on, moved.close_date_pushes, moved.stage) == (later, 1, "qualification")


def test_a_deal_that_waits_for_approval_does_not_advance(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(state="pending_approval")
    with pytest.raises(NotPossibleNow):
        advance(deal.pk, "qualification", by=as_(ren), at=at)


def test_somebody_elses_deal_is_not_aois_to_move(
    deal: Opportunity, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        advance(deal.pk, "qualification", by=as_(aoi), at=at)


def test_an_older_version_is_not_overwritten(deal: Opportunity, ren: Person, as_: As, at: datetime) -> None:
    advance(deal.pk, "qualification", by=as_(ren), at=at, version=deal.version)
    with pytest.raises(Outdated):
        advance(deal.pk, "evaluation", by=as_(ren), at=at, version=deal.version)


def test_a_jump_is_explained_afterwards_and_the_flag_is_gone(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    moved = advance(deal.pk, "proposal", by=as_(ren), at=at)
    with pytest.raises(Invalid) as refused:
        explain_jump(deal.pk, "TBD", by=as_(ren), at=at)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/evidence", "HY-6")]
    moved = explain_jump(deal.pk, "They sent the tender documents.", by=as_(ren), at=at)
    assert "HY-6" not in _flags(moved, at)
    with pytest.raises(NotPossibleNow):
        explain_jump(deal.pk, "They sent the tender documents.", by=as_(ren), at=at)
