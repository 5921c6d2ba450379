"""The rules of the conversion hold for every later edit (O-15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline.actions import edit

As = Callable[[Person], Actor]


@pytest.fixture
def change(deal: Opportunity, ren: Person, as_: As, at: datetime) -> Callable[..., Opportunity]:
    """``change({"amount": …})``: Ren edits the deal."""
    return lambda changes, **more: edit(deal.pk, changes, by=as_(ren), at=at, **more)


@pytest.fixture
def refused(change: Callable[..., Opportunity]) -> Callable[..., set[tuple[str, str]]]:
    """What the rules say about a change: {(pointer, rule)}."""

    def problems(changes: dict[str, Any], **more: Any) -> set[tuple[str, str]]:
        with pytest.raises(Invalid) as caught:
            change(changes, **more)
        return {(problem.pointer, problem.code) for problem in caught.value.problems}

    return problems


Change = Callable[..., Opportunity]
Refused = Callable[..., set[tuple[str, str]]]


def test_a_worked_out_amount_is_taken_and_told(change: Change) -> None:
    row = change({"amount": {"amount": "12800000.00", "currency": "JPY"}, "amount_basis": "pricing_calc"})
    row.refresh_from_db()
    assert (row.amount, row.amount_basis) == (Decimal("12800000.00"), "pricing_calc")
    assert Event.objects.get(code="opportunity.edited").data["amount"] == [
        "11500000.00 JPY",
        "12800000.00 JPY",
    ]


def test_a_guessed_or_empty_amount_is_refused(refused: Refused) -> None:
    assert ("/amount_basis", "O-6") in refused({"amount_basis": "guess"})
    assert ("/amount", "O-6") in refused({"amount": {"amount": "0", "currency": "JPY"}})
    assert ("/amount", "O-6") in refused({"amount": None})


def test_a_close_date_in_the_past_or_too_far_ahead_is_refused(refused: Refused) -> None:
    assert ("/close_on", "O-3") in refused({"close_on": "2026-11-19"})
    assert ("/close_on", "O-4") in refused({"close_on": "2028-01-01"}, reason="our_delay")


def test_every_push_of_the_close_date_says_why(change: Change, refused: Refused) -> None:
    assert refused({"close_on": "2027-03-30"}) == {("/reason", "HY-5")}
    assert refused({"close_on": "2027-03-30"}, reason="just_because") == {("/reason", "HY-5")}
    row = change({"close_on": "2027-03-30"}, reason="buyer_moved_the_date")
    assert (row.close_on, row.close_date_pushes) == (date(2027, 3, 30), 1)
    event = Event.objects.get(code="opportunity.edited")
    assert (event.reason, event.data["pushed"]) == ("buyer_moved_the_date", True)


def test_an_earlier_close_date_needs_no_reason(change: Change) -> None:
    assert change({"close_on": "2027-03-08"}).close_date_pushes == 0


def test_the_same_close_date_sent_again_confirms_it(change: Change) -> None:
    change({"close_on": "2027-03-15"})
    assert Event.objects.get(code="opportunity.edited").data["close_on"] == ["2027-03-15", "2027-03-15"]


def test_nothing_changed_is_nothing_told(change: Change, deal: Opportunity) -> None:
    assert change({"risks": deal.risks}).version == deal.version
    assert not Event.objects.filter(code="opportunity.edited").exists()


def test_a_required_field_cannot_be_emptied_or_filled_with_a_placeholder(refused: Refused) -> None:
    assert {pointer for pointer, _ in refused({"risks": "", "follow_up_plan": "TBD"})} == {
        "/risks",
        "/follow_up_plan",
    }


def test_the_name_follows_its_parts(change: Change) -> None:
    assert change({"use_case": "在庫計画"}).name == "株式会社サンプル製作所 - Planner - 在庫計画"


def test_the_source_stays_the_leads_own(change: Change) -> None:
    with pytest.raises(Forbidden):
        change({"source": "referral"})


def test_kei_overwrites_a_source_and_says_why(deal: Opportunity, kei: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        edit(deal.pk, {"source": "referral"}, by=as_(kei), at=at)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/note", "O-13")]
    row = edit(
        deal.pk, {"source": "referral"}, by=as_(kei), at=at, note="The partner's registration came first."
    )
    assert row.source == "referral"
    assert Event.objects.get(code="opportunity.edited").data["source"] == ["inbound", "referral"]


def test_words_that_people_wrote_stay_out_of_the_journals_row(change: Change) -> None:
    change({"risks": "The head of supply chain may leave."})
    event = Event.objects.get(code="opportunity.edited")
    assert "supply chain" not in str(event.data)
    assert event.payload.words["after"] == {"risks": "The head of supply chain may leave."}


def test_stage_and_owner_have_actions_of_their_own(refused: Refused) -> None:
    assert refused({"stage": "proposal"}) == {("/stage", "not_editable")}
    assert refused({"colour": "blue"}) == {("/colour", "unknown_field")}


def test_while_an_approval_is_pending_only_what_it_is_about_is_locked(
    change: Change, deal: Opportunity
) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(state="pending_approval")
    assert change({"risks": "The plant may open later."}).risks == "The plant may open later."
    with pytest.raises(NotPossibleNow):
        change({"amount": {"amount": "12000000", "currency": "JPY"}})


def test_a_closed_deal_no_longer_changes(change: Change, deal: Opportunity) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(state="closed_won")
    with pytest.raises(NotPossibleNow):
        change({"risks": "none of our business any more"})


def test_an_old_trouble_elsewhere_does_not_stand_in_the_way(change: Change, deal: Opportunity) -> None:
    Opportunity.objects.filter(pk=deal.pk).update(close_on=date(2026, 11, 1))
    assert change({"risks": "The plant may open later."}).risks == "The plant may open later."


def test_a_text_that_does_not_fit_is_refused_not_cut(refused: Refused) -> None:
    assert ("/use_case", "too_long") in refused({"use_case": "計" * 201})
