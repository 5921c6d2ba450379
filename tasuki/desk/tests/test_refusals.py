"""A no costs nobody what they typed, and says where to mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.desk.tests import story
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tasuki.stages.conversion.models import Approval, Conversion

Visit = Callable[..., Visitor]


@pytest.fixture
def in_discovery(aoi: Person, ren: Person, visit: Visit, clock: list[datetime]) -> Lead:
    sdr = visit(aoi)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    story.discovered(visit(ren), lead.pk, clock)
    lead.refresh_from_db()
    return lead


def test_a_rejection_that_only_says_bad_lead_is_refused_and_kept(aoi: Person, visit: Visit) -> None:
    sdr = visit(aoi, "en")
    lead = story.captured(sdr)
    page = f"/leads/{lead.pk}"
    answer = sdr.fill(page, f"{page}/disqualify", status=422, reason="no_budget", rationale="bad lead")
    assert "says nothing specific" in answer
    assert ">bad lead</textarea>" in answer
    assert 'href="#disqualify-rationale"' in answer
    assert 'value="no_budget" selected' in answer
    assert Lead.objects.get().state == "mql"


def test_a_gate_that_is_not_open_lists_every_reason_with_its_field(aoi: Person, visit: Visit) -> None:
    sdr = visit(aoi, "en")
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    page = f"/leads/{lead.pk}"
    answer = sdr.fill(page, f"{page}/qualify", status=409)
    for field in ("touch", "answers-need-level", "answers-budget-level", "answers-authority-level"):
        assert f'href="#{field}"' in answer
        assert f'id="{field}"' in answer


def test_an_answer_with_a_date_that_is_none_names_the_field_and_keeps_the_rest(
    aoi: Person, visit: Visit
) -> None:
    sdr = visit(aoi, "en")
    lead = story.captured(sdr)
    page = f"/leads/{lead.pk}"
    typed = story.TIMELINE | {"answers__timeline__target_on": "soon", "evidence": None}
    answer = sdr.fill(page, f"{page}/answers/timeline", status=422, **typed)
    assert "Expected a date" in answer
    assert "Write a date such as 2026-11-20." in answer
    assert 'value="新工場稼働"' in answer


def test_a_ready_lead_takes_two_clicks(in_discovery: Lead, ren: Person, visit: Visit) -> None:
    """What was typed to look at the preview stays: the link on the lead's page, then the button."""
    ae, page = visit(ren), f"/leads/{in_discovery.pk}/convert"
    ae.fill(page, page, **story.DEAL, do="check")
    assert f'href="{page}"' in ae.read(f"/leads/{in_discovery.pk}")
    ae.fill(page, page, do="convert")
    assert Opportunity.objects.get().follow_up_plan == "隔週の確認会"


def test_a_double_click_makes_one_opportunity(in_discovery: Lead, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/leads/{in_discovery.pk}/convert"
    key = "0193a1b2-0000-7000-8000-00000000000a"
    sent = {name.replace("__", "/"): value for name, value in story.DEAL.items()}
    form = {**sent, "do": "convert", "account": "create", "primary": "0", "idempotency_key": key,
            "contacts/0/person": "lead", "contacts/0/role": "champion"}  # fmt: skip
    first, second = ae.client.post(page, form), ae.client.post(page, form)
    assert first["Location"] == second["Location"]
    assert Opportunity.objects.count() == 1


def test_a_missing_field_keeps_the_form_and_says_what_is_missing(
    in_discovery: Lead, ren: Person, visit: Visit
) -> None:
    ae, page = visit(ren, "en"), f"/leads/{in_discovery.pk}/convert"
    answer = ae.fill(page, page, status=409, **story.DEAL | {"opportunity__risks": ""})
    assert 'href="#opportunity-risks"' in answer
    assert "隔週の確認会</textarea>" in answer
    assert not Opportunity.objects.exists()


def test_a_conversion_is_taken_back_from_its_page(in_discovery: Lead, ren: Person, visit: Visit) -> None:
    ae, page = visit(ren), f"/leads/{in_discovery.pk}/convert"
    ae.fill(page, page, **story.DEAL)
    made = f"/conversions/{Conversion.objects.get().pk}"
    ae.fill(made, f"{made}/void", status=422, reason="違う")
    ae.fill(made, f"{made}/void", reason="金額の前提が誤っており、先方と確認し直す必要がある。")
    in_discovery.refresh_from_db()
    assert in_discovery.state == "discovery"
    assert Opportunity.objects.get().state == "voided"


def test_a_large_deal_waits_for_the_manager_who_grants_it(
    in_discovery: Lead, ren: Person, mio: Person, visit: Visit
) -> None:
    ae, page = visit(ren), f"/leads/{in_discovery.pk}/convert"
    ae.fill(page, page, **story.DEAL | {"opportunity__amount__amount": "150000000"})
    approval = Approval.objects.get()
    assert Opportunity.objects.get().state == "pending_approval"
    assert f"/approvals/{approval.pk}/grant" not in ae.read("/approvals")
    visit(mio).fill(
        "/approvals", f"/approvals/{approval.pk}/grant", rationale="新工場の規模から妥当と判断した。"
    )
    assert Opportunity.objects.get().state == "open"
