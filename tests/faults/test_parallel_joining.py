"""Several people bring leads into one deal at the same moment: each lead joins once, and one value fills a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bench.company import people, ready_leads, request_for
from tasuki.platform.access.actor import Actor
from tasuki.records.models import ContactRole, Lead, NextStep, Opportunity
from tasuki.stages.conversion.actions import convert
from tasuki.stages.conversion.input import AccountChoice, read_input
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.conversion.outcome import Outcome
from tests.faults.test_parallel_conversions import at_once


def test_two_callers_join_once_and_two_leads_fill_a_gap_once(
    committed: None, agreement: None, at: datetime
) -> None:
    sdr, ren = people()
    first, *others = (UUID(lead) for lead in ready_leads(4, sdr, ren))
    by = Actor.of(ren, "api")
    deal = convert(first, read_input(request_for(0)), by=by, at=at).opportunity_id
    Opportunity.objects.update(risks="")

    def join(n: int) -> Outcome:
        lead = n % len(others)
        asked = read_input(request_for(lead + 1))
        asked = replace(
            asked,
            account=AccountChoice("match"),
            into_opportunity=str(deal),
            opportunity=replace(asked.opportunity, risks=f"risk {lead}"),
        )
        return convert(others[lead], asked, by=by, at=at)

    answers = at_once(2 * len(others), join)

    assert {answer.opportunity_id for answer in answers} == {deal}
    assert sum(answer.created for answer in answers) == len(others)
    assert Conversion.objects.filter(opportunity=deal).count() == 1 + len(others)
    assert Lead.objects.filter(opportunity=deal, state="converted").count() == 1 + len(others)
    filled = [
        one.made["opportunity"]["filled"].get("risks")
        for one in Conversion.objects.filter(opportunity=deal)
        if one.joined
    ]
    assert [one for one in filled if one] == [Opportunity.objects.get().risks]
    assert NextStep.objects.filter(opportunity=deal).count() == 1 + len(others)
    assert ContactRole.objects.filter(opportunity=deal, is_primary=True).count() == 1
