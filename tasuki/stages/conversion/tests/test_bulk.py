"""Bulk: each lead for itself, the results in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, GateRefused, Invalid, NotFound
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.rules.dossier import Money, Override
from tasuki.stages.conversion.actions import Item, batch_for, bulk, convert_many, start_batch
from tasuki.stages.conversion.actions.batch import work_off
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.kept_results import told_result
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.conversion.outcome import Outcome

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]
WHY = "The budget is confirmed by mail next week; the board meets on Monday and wants a date."


def test_the_refused_ones_stand_in_their_place_and_the_others_are_converted(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    good, weak = (
        ready(),
        ready(answers={"need": {"level": 0}}, email="w@weak.example", company_domain="weak.example"),
    )
    results = convert_many(
        [Item(good.pk, asked), Item(new_id(at), asked), Item(weak.pk, asked), Item(good.pk, asked)],
        by=as_(ren),
        at=at,
    )
    first, nobody, refused, again = results
    assert isinstance(first, Outcome)
    assert isinstance(nobody, NotFound)
    assert isinstance(refused, GateRefused)
    assert isinstance(again, Outcome)
    assert (first.created, again.created) == (True, False)
    assert first.opportunity_id == again.opportunity_id
    assert Opportunity.objects.count() == 1


def test_colleagues_of_one_new_company_share_one_account(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    matching = replace(asked, account=AccountChoice("match"))
    leads = [ready(name=f"担当 {n}", email=f"p{n}@example.co.jp") for n in range(3)]
    results = convert_many([Item(lead.pk, matching) for lead in leads], by=as_(ren), at=at)
    assert all(isinstance(result, Outcome) for result in results)
    assert Account.objects.count() == 1
    assert Opportunity.objects.count() == 3


def test_deals_that_need_an_approval_are_asked_for_between_the_others(
    ready: Ready,
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    as_: As,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "AT_A_TIME", 1)
    large = replace(asked, opportunity=replace(asked.opportunity, amount=Money(Decimal(90_000_000), "JPY")))
    leads = [
        ready(email=f"p@c{n}.example", company_domain=f"c{n}.example", company_name=f"c{n}") for n in range(4)
    ]
    items = [Item(lead.pk, large if n % 2 else asked) for n, lead in enumerate(leads)]
    results = convert_many(items, by=as_(ren), at=at)
    pending = [isinstance(one, Outcome) and one.approval_id is not None for one in results]
    assert pending == [False, True, False, True]
    assert list(Approval.objects.values_list("approver", flat=True)) == [mio.pk, mio.pk]


def test_more_than_two_hundred_are_for_the_job(
    asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid):
        convert_many([Item(new_id(at), asked)] * 201, by=as_(ren), at=at)


def test_a_batch_is_worked_off_in_slices_and_a_second_run_repeats_nothing(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead = ready()
    batch = start_batch([Item(lead.pk, asked), Item(new_id(at), asked)], by=as_(ren), at=at)
    work_off(batch.pk, lambda: at)
    work_off(batch.pk, lambda: at)
    batch = batch_for(as_(ren), batch.pk)
    assert (batch.state, batch.done, batch.total) == ("finished", 2, 2)
    assert [row["success"] for row in batch.results] == [True, False]
    assert Opportunity.objects.count() == 1


@pytest.fixture
def three(ready: Ready) -> list[Lead]:
    return [
        ready(email=f"p@c{n}.example", company_domain=f"c{n}.example", company_name=f"c{n}") for n in range(3)
    ]


def test_what_earlier_calls_have_answered_is_answered_again_amid_new_ones(
    three: list[Lead],
    asked: ConvertInput,
    ren: Person,
    as_: As,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "AT_A_TIME", 1)
    items = [Item(lead.pk, asked, f"key-{n}") for n, lead in enumerate(three)]
    (first,) = convert_many(items[1:2], by=as_(ren), at=at)
    results = convert_many(items, by=as_(ren), at=at)
    assert [isinstance(one, Outcome) and one.created for one in results] == [True, False, True]
    assert isinstance(first, Outcome)
    assert isinstance(results[1], Outcome)
    assert results[1].conversion_id == first.conversion_id


def test_a_key_that_two_leads_share_refuses_the_second_and_no_other(
    three: list[Lead], asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    items = [Item(lead.pk, asked, key) for lead, key in zip(three, ("same", "same", "other"), strict=True)]
    results = convert_many(items, by=as_(ren), at=at)
    assert [type(one) for one in results] == [Outcome, Clash, Outcome]


def test_a_value_that_cannot_be_kept_refuses_its_own_lead_only(
    three: list[Lead], asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    endless = replace(asked, opportunity=replace(asked.opportunity, product="x" * 5_000))
    results = convert_many([Item(three[0].pk, asked), Item(three[1].pk, endless)], by=as_(ren), at=at)
    assert [type(one) for one in results] == [Outcome, Invalid]


def test_a_batch_may_no_more_than_the_token_that_asked_for_it(
    three: list[Lead], asked: ConvertInput, mio: Person, as_: As, at: datetime
) -> None:
    narrow = replace(as_(mio), scopes=frozenset({"lead.convert"}))
    overriding = replace(asked, override=Override(WHY, (at + timedelta(days=14)).date()))
    batch = start_batch([Item(three[0].pk, overriding)], by=narrow, at=at)
    work_off(batch.pk, lambda: at)
    kept = batch_for(narrow, batch.pk).results[0]
    assert (kept["success"], kept["errors"][0]["code"]) == (False, "forbidden")


def test_a_batch_of_somebody_who_has_left_converts_nothing(
    three: list[Lead], asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    batch = start_batch([Item(three[0].pk, asked)], by=as_(ren), at=at)
    Person.objects.filter(pk=ren.pk).update(is_active=False)
    work_off(batch.pk, lambda: at)
    assert not Opportunity.objects.exists()


def test_a_deal_of_a_batch_is_dated_when_it_is_made_and_its_result_told_in_the_readers_language(
    three: list[Lead], asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    later = at + timedelta(hours=30)
    batch = start_batch([Item(three[0].pk, asked), Item(new_id(at), asked)], by=as_(ren), at=at)
    work_off(batch.pk, lambda: later)
    batch = batch_for(as_(ren), batch.pk)
    assert batch.finished_at == later
    assert Conversion.objects.get().at == later
    made, missing = (told_result(one, "ja", translator("ja")) for one in batch.results)
    assert made["success"]
    assert made["created"]
    assert missing["errors"][0]["fix"]
    assert missing["errors"][0]["message"] != told_result(batch.results[1], "en")["errors"][0]["message"]
