"""Who sees which deals, what the board adds up, and which deals are stale."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline.actions import add_next_step, edit
from tasuki.stages.pipeline.board import EVERY, sums
from tasuki.stages.pipeline.hygiene import hygiene_of
from tasuki.stages.pipeline.models import UsualStay
from tasuki.stages.pipeline.queries import opportunities_visible_to, opportunity_for
from tasuki.stages.pipeline.stays import refresh, usual_days

As = Callable[[Person], Actor]


def _flags(deal: Opportunity, at: datetime) -> list[str]:
    return [finding.rule for finding in hygiene_of([deal], at)[deal.pk]]


def test_a_deal_is_found_by_id_and_by_the_id_of_the_other_system(
    deal: Opportunity, ren: Person, as_: As
) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(external_id="006-17")
    assert opportunity_for(as_(ren), str(deal.pk)) == opportunity_for(as_(ren), "006-17") == deal


def test_another_teams_deal_is_not_there(deal: Opportunity, stranger: Person, as_: As) -> None:
    with pytest.raises(NotFound):
        opportunity_for(as_(stranger), deal.pk)
    assert not opportunities_visible_to(as_(stranger)).exists()
    assert sums(as_(stranger), EVERY, deal.stage_since.date()).totals == ()


def test_the_board_adds_up_by_stage_in_the_order_of_the_agreement(
    deal: Opportunity, mio: Person, ren: Person, as_: As, at: datetime
) -> None:
    for stage, amount in (("proposal", 10), ("discovery", 5)):
        Opportunity.objects.create(
            name=stage, stage=stage, owner=ren, amount=amount, probability=Decimal("0.5"),
            in_forecast=stage == "proposal", stage_since=at, created_at=at,
        )  # fmt: skip
    first, second = sums(as_(mio), EVERY, at.date()).totals
    assert (first.stage, first.count, first.amount) == ("discovery", 2, Decimal("11500005.00"))
    assert first.in_forecast == Decimal("11500000.00")
    assert (second.stage, second.weighted) == ("proposal", Decimal("5.00"))


def test_a_fresh_deal_is_clean_and_goes_stale_by_itself(deal: Opportunity, at: datetime) -> None:
    assert _flags(deal, at) == []
    assert _flags(deal, at + timedelta(days=22)) == ["HY-2", "HY-3", "HY-4"]
    assert "HY-1" in _flags(deal, at + timedelta(days=60))


def test_confirming_date_and_step_makes_it_clean_again(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    later = at + timedelta(days=60)
    edit(deal.pk, {"close_on": "2027-03-15"}, by=as_(ren), at=later)
    add_next_step(
        deal.pk, "Contract review with legal", later.date() + timedelta(days=5), by=as_(ren), at=later
    )
    deal.refresh_from_db()
    assert _flags(deal, later) == ["HY-4"]


def test_a_usual_stay_is_what_enough_deals_have_shown(deal: Opportunity, at: datetime) -> None:
    Opportunity.objects.bulk_create(
        Opportunity(
            name=str(days), stage="closed_won", state="closed_won", stage_since=at, created_at=at, closed_at=at,
            stage_history=[{"stage": "discovery", "at": (at - timedelta(days=days)).isoformat()}],
        )
        for days in (20, 40)
    )  # fmt: skip
    refresh(at)
    assert UsualStay.objects.get(stage="discovery").n == 2
    assert usual_days(at_least=2) == {"discovery": 30.0}
    assert usual_days(at_least=3) == {}
