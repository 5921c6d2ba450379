"""Bulk: each lead for itself, the results in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import GateRefused, Invalid, NotFound
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.rules.dossier import Money
from tasuki.stages.conversion.actions import Item, batch_for, bulk, convert_many, start_batch
from tasuki.stages.conversion.actions.batch import work_off
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.models import Approval
from tasuki.stages.conversion.outcome import Outcome

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]


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
    work_off(batch.pk)
    work_off(batch.pk)
    batch = batch_for(as_(ren), batch.pk)
    assert (batch.state, batch.done, batch.total) == ("finished", 2, 2)
    assert [row["success"] for row in batch.results] == [True, False]
    assert Opportunity.objects.count() == 1
