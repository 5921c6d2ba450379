"""A conversion can be undone inside its window, with a plan shown first; nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.records.models import Account, Lead, Opportunity, Task
from tasuki.stages.conversion.actions import convert, void, void_plan
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.models import Conversion

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]
WHY = "Converted from the wrong record; the real buyer is the parent company."


def test_a_void_returns_the_lead_to_discovery_and_keeps_everything_in_the_journal(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    void(outcome.conversion_id, reason=WHY, by=as_(ren), at=at + timedelta(hours=2))

    lead = Lead.objects.get(pk=outcome.lead_id)
    assert (lead.state, lead.entered_converted_at) == ("discovery", None)
    opportunity = Opportunity.objects.get(pk=outcome.opportunity_id)
    assert (opportunity.state, opportunity.in_forecast) == ("voided", False)
    assert not Task.objects.filter(opportunity=opportunity, done_at=None).exists()
    assert Conversion.objects.get(pk=outcome.conversion_id).void_reason == WHY
    codes = Event.objects.filter(lead_id=lead.pk).values_list("code", flat=True)
    assert {"opportunity.created", "opportunity.voided"} <= set(codes)


def test_a_voided_lead_can_be_converted_again_into_the_same_account(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    first = convert(ready().pk, asked, by=as_(ren), at=at)
    void(first.conversion_id, reason=WHY, by=as_(ren), at=at)
    again = convert(
        first.lead_id,
        ConvertInput(AccountChoice("match"), asked.contacts, asked.opportunity),
        by=as_(ren),
        at=at + timedelta(hours=3),
    )
    assert again.created
    assert again.account_id == first.account_id
    assert again.opportunity_id != first.opportunity_id
    assert Account.objects.count() == 1


def test_after_the_window_the_plan_names_the_blocker_and_nothing_happens(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    late = at + timedelta(hours=25)
    assert void_plan(outcome.conversion_id, by=as_(ren), at=late).blockers
    with pytest.raises(NotPossibleNow) as refused:
        void(outcome.conversion_id, reason=WHY, by=as_(ren), at=late)
    assert refused.value.problems
    assert Opportunity.objects.get(pk=outcome.opportunity_id).state == "open"


def test_work_that_was_done_on_the_opportunity_blocks_the_void(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    Task.objects.filter(opportunity_id=outcome.opportunity_id).update(done_at=at)
    with pytest.raises(NotPossibleNow):
        void(outcome.conversion_id, reason=WHY, by=as_(ren), at=at)


def test_a_void_needs_a_reason_and_the_right_person(
    ready: Ready, asked: ConvertInput, ren: Person, aoi: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    with pytest.raises(Invalid):
        void(outcome.conversion_id, reason="oops", by=as_(ren), at=at)
    with pytest.raises(Forbidden):
        void(outcome.conversion_id, reason=WHY, by=as_(aoi), at=at)


def test_a_conversion_that_was_voided_before_says_when_and_by_whom_and_nothing_else(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    void(outcome.conversion_id, reason=WHY, by=as_(ren), at=at)
    late = at + timedelta(days=3)
    blockers = void_plan(outcome.conversion_id, by=as_(ren), at=late).blockers
    assert [one.spoken("en") for one in blockers] == ["林 蓮 already voided it on 2026-11-20 06:00."]
    with pytest.raises(NotPossibleNow):
        void(outcome.conversion_id, reason="", by=as_(ren), at=late)


def test_a_closed_deal_is_one_blocker(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    history = [{"stage": "discovery", "at": at.isoformat()}, {"stage": "closed_lost", "at": at.isoformat()}]
    Opportunity.objects.update(state="closed_lost", stage="closed_lost", stage_history=history)
    blockers = void_plan(outcome.conversion_id, by=as_(ren), at=at).blockers
    assert [one.spoken("en") for one in blockers] == ["The opportunity is closed."]
