"""Deals end won or lost, with a reason that teaches something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.records.models import Opportunity, Task
from tasuki.stages.pipeline.actions import lose, nurture, win

As = Callable[[Person], Actor]
WHY = "Their board chose the ERP vendor's own planner because it needs no interface; price was equal."


def test_a_signed_deal_is_won_at_full_probability(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    row = win(
        deal.pk, by=as_(ren), at=at, reason="fit_to_need", note="The pilot at the second plant decided it."
    )
    row.refresh_from_db()
    assert (row.state, row.stage, row.probability, row.closed_at) == (
        "closed_won",
        "closed_won",
        Decimal(1),
        at,
    )
    event = Event.objects.get(code="opportunity.won")
    assert (event.reason, event.data["from"], event.data["amount"]) == (
        "fit_to_need",
        "discovery",
        "11500000.00",
    )


def test_a_lost_deal_names_the_competitor_and_leaves_the_forecast(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    row = lose(deal.pk, "lost_to_competitor", WHY, by=as_(ren), at=at, competitor="B社")
    row.refresh_from_db()
    assert (row.state, row.probability, row.in_forecast, row.competitor) == (
        "closed_lost",
        Decimal(0),
        False,
        "B社",
    )
    assert Event.objects.get(code="opportunity.lost").payload.words == {"rationale": WHY, "competitor": "B社"}


def test_a_loss_says_everything_that_is_missing_at_once(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        lose(deal.pk, "lost_to_competitor", "bad lead", by=as_(ren), at=at)
    assert {(one.pointer, one.code) for one in refused.value.problems} == {
        ("/rationale", "AR-3"),
        ("/competitor", "AR-5"),
    }


def test_a_loss_for_no_agreed_reason_is_refused(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        lose(deal.pk, "bad_luck", WHY, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/reason"]


def test_the_same_sentence_does_not_explain_two_losses(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    Opportunity.objects.create(
        name="earlier", stage="closed_lost", state="closed_lost", owner=ren, close_rationale=WHY,
        closed_at=at - timedelta(days=9), stage_since=at, created_at=at,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        lose(deal.pk, "price", WHY, by=as_(ren), at=at)
    assert [one.code for one in refused.value.problems] == ["AR-3"]


@pytest.mark.parametrize("state", ["pending_approval", "voided", "closed_lost"])
def test_only_an_open_deal_is_won(deal: Opportunity, ren: Person, as_: As, at: datetime, state: str) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(state=state)
    with pytest.raises(NotPossibleNow):
        win(deal.pk, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow):
        lose(deal.pk, "price", WHY, by=as_(ren), at=at)
    assert not Event.objects.filter(code__in=("opportunity.won", "opportunity.lost")).exists()


def test_a_deal_that_is_not_for_now_is_closed_and_comes_back_on_its_day(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    row = nurture(deal.pk, "bad_timing", WHY, by=as_(ren), at=at, reengage_on=date(2027, 4, 5))
    row.refresh_from_db()
    assert (row.state, row.close_reason, row.in_forecast) == ("closed_lost", "bad_timing", False)
    task = Task.objects.get(opportunity=deal, kind="come_back")
    assert (task.owner, task.due_on, task.done_at) == (ren, date(2027, 4, 5), None)
    event = Event.objects.get(code="opportunity.lost")
    assert (event.data["nurture"], event.data["reengage_on"]) == (True, "2027-04-05")


def test_a_reason_with_an_interval_brings_its_own_day(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    nurture(deal.pk, "no_budget", WHY, by=as_(ren), at=at)
    assert Task.objects.get(opportunity=deal, kind="come_back").due_on == date(2027, 2, 18)


def test_nurture_says_why_and_when_it_comes_back(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        nurture(deal.pk, "", "later", by=as_(ren), at=at, reengage_on=date(2026, 11, 1))
    assert {one.pointer for one in refused.value.problems} == {"/reason", "/rationale", "/reengage_on"}
    deal.refresh_from_db()
    assert deal.state == "open"
