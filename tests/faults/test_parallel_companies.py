"""Several leads of one new company are converted at the same moment: one account, and nobody stands twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from bench.company import people, ready_leads, request_for
from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import Invalid
from tasuki.records.models import Account, Contact, Lead, Opportunity
from tasuki.stages.conversion.actions import Item, convert, convert_many
from tasuki.stages.conversion.input import ConvertInput, read_input
from tasuki.stages.conversion.outcome import Outcome
from tests.faults.test_parallel_conversions import at_once

LEADS = 6


@pytest.mark.parametrize("in_bulk", [False, True])
def test_leads_of_one_new_company_make_one_account(
    committed: None, agreement: None, at: datetime, in_bulk: bool
) -> None:
    sdr, ren = people()
    leads = [UUID(lead) for lead in ready_leads(LEADS, sdr, ren)]
    Lead.objects.update(company_name="株式会社新規製作所", company_domain="shinki.example.jp")
    by = Actor.of(ren, "api")

    def one_conversion(n: int) -> Outcome:
        if not in_bulk:
            return convert(leads[n], colleague_too(n), by=by, at=at)
        [result] = convert_many([Item(leads[n], colleague_too(n))], by=by, at=at)
        assert isinstance(result, Outcome), result
        return result

    answers = at_once(LEADS, one_conversion)

    assert len({answer.account_id for answer in answers}) == 1
    assert Account.objects.count() == 1
    assert Opportunity.objects.count() == LEADS
    assert Contact.objects.filter(email="sato@shinki.example.jp").count() == 1
    assert Contact.objects.count() == LEADS + 1


def test_leads_that_attach_each_other_do_not_wait_for_each_other(
    committed: None, agreement: None, at: datetime
) -> None:
    sdr, ren = people()
    leads = [UUID(lead) for lead in ready_leads(LEADS, sdr, ren)]
    Lead.objects.update(company_name="株式会社新規製作所", company_domain="shinki.example.jp")
    by = Actor.of(ren, "api")

    def attaching_all(n: int) -> Outcome | Invalid:
        others = tuple(str(lead) for lead in leads if lead != leads[n])
        try:
            return convert(leads[n], replace(colleague_too(n), attach_leads=others), by=by, at=at)
        except Invalid as refused:
            return refused

    answers = at_once(LEADS, attaching_all)

    assert sum(isinstance(answer, Outcome) for answer in answers) == 1, (
        "the others are attached to a converted lead"
    )
    assert Lead.objects.filter(account=Account.objects.get()).count() == LEADS


def colleague_too(n: int) -> ConvertInput:
    """Everybody names the same second person."""
    asked = read_input(request_for(n))
    mine, maker = asked.contacts
    return replace(asked, contacts=(mine, replace(maker, name="佐藤 健", email="sato@shinki.example.jp")))
