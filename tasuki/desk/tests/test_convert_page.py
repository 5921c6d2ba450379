"""The convert page: which account, which opportunity, and what linking leaves as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.rules.matching import CompanyFacts, blocking_keys
from tasuki.stages.conversion.actions import convert
from tasuki.stages.conversion.input import ConvertInput, read_input
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.conversion.tests import conftest as conversion

Visit = Callable[..., Visitor]
Ready = Callable[..., Lead]
ready = conversion.ready
DEAL: dict[str, Any] = {
    "opportunity/product": "Planner",
    "opportunity/use_case": "出荷計画",
    "opportunity/amount/amount": "11500000",
    "opportunity/amount/currency": "JPY",
    "opportunity/amount_basis": "discovery",
    "opportunity/close_on": "2027-03-15",
    "opportunity/close_date_basis": "forcing_function",
    "opportunity/close_date_evidence": "ev-1",
    "opportunity/stage": "discovery",
    "opportunity/next_steps/0/action": "デモ",
    "opportunity/next_steps/0/owner": "ren",
    "opportunity/next_steps/0/due_on": "2026-11-27",
    "opportunity/follow_up_plan": "隔週の確認会",
    "opportunity/risks": "資材の遅れ",
    "opportunity/discount/kind": "none",
    "opportunity/discount/checked_how": "価格表どおり",
}


@pytest.fixture
def imported(agreement: None, at: datetime) -> Account:
    """An account from a file: a name without a domain."""
    facts = CompanyFacts(name="(株)サンプル製作所")
    return Account.objects.create(
        name=facts.name, name_key="サンプル製作所", match_keys=list(blocking_keys(facts)), created_at=at
    )


@pytest.fixture
def deal(ready: Ready, ren: Person, at: datetime) -> Opportunity:
    """What a colleague of the lead became."""
    asked: ConvertInput = read_input(conversion.INPUT)
    outcome = convert(ready().pk, asked, by=Actor.of(ren, "web"), at=at)
    return Opportunity.objects.get(pk=outcome.opportunity_id)


def page_of(lead: Lead) -> str:
    return f"/leads/{lead.pk}/convert"


def test_a_probable_account_leaves_the_choice_open_until_somebody_chooses(
    ready: Ready, imported: Account, ren: Person, visit: Visit
) -> None:
    ae, lead = visit(ren, "en"), ready()
    shown = ae.read(page_of(lead))
    assert "Say which: an account that is probably this company exists already." in shown
    assert 'href="#opportunity-account"' in shown
    assert 'name="account" value="create" checked' not in shown
    refused = ae.fill(page_of(lead), page_of(lead), status=409, **DEAL)
    assert "is probably this company" in refused
    assert Account.objects.count() == 1


@pytest.mark.parametrize("new", [True, False])
def test_the_account_that_is_chosen_is_taken(
    ready: Ready, imported: Account, ren: Person, visit: Visit, new: bool
) -> None:
    ae, lead = visit(ren), ready()
    ae.fill(page_of(lead), page_of(lead), **DEAL, account="create" if new else str(imported.pk))
    assert Account.objects.count() == (2 if new else 1)
    assert (Conversion.objects.get().account_id == imported.pk) is not new


def test_a_field_that_several_rules_miss_is_said_once(ready: Ready, ren: Person, visit: Visit) -> None:
    ae, lead = visit(ren, "en"), ready()
    asked_for = ("the name is built from company, product and use case", "No next step is planned")
    shown = ae.read(page_of(lead))
    typed = {key: value for key, value in DEAL.items() if "next_steps" not in key and "product" not in key}
    refused = ae.fill(page_of(lead), page_of(lead), status=409, **typed)
    assert all(one in refused for one in asked_for)
    assert '<span class="finding-rule">O-12 · O-2</span>' in shown
    assert "Product or service (second part of the name) is missing" not in shown + refused
    assert "Next steps with owners and dates is missing" not in shown + refused


def test_the_industry_is_chosen_by_its_name(ready: Ready, ren: Person, visit: Visit) -> None:
    lead = ready()
    Lead.objects.filter(pk=lead.pk).update(industry="logistics")
    page = visit(ren, "ja").read(page_of(lead))
    assert '<option value="logistics" selected>物流' in page


def test_the_lead_joins_the_open_opportunity_that_is_chosen(
    ready: Ready, deal: Opportunity, ren: Person, visit: Visit
) -> None:
    ae, lead = visit(ren, "en"), ready(name="鈴木 一郎", email="suzuki@example.co.jp")
    assert f'name="into_opportunity" value="{deal.pk}"' in ae.read(page_of(lead))
    looked = {**DEAL, "into_opportunity": str(deal.pk), "do": "check"}
    shown = ae.fill(page_of(lead), page_of(lead), **looked)
    assert "既存ERPの改修時期" in shown  # the opportunity's own risks, beside what was typed
    assert "differs; the record's stays" in shown
    ae.fill(page_of(lead), page_of(lead), do="convert")
    lead.refresh_from_db()
    assert lead.opportunity_id == deal.pk
    deal.refresh_from_db()
    assert deal.risks == "既存ERPの改修時期"


def test_choosing_the_account_brings_its_open_opportunities_without_a_new_page(
    ready: Ready, deal: Opportunity, ren: Person, visit: Visit
) -> None:
    lead = ready(name="鈴木 一郎", email="suzuki@other.test", company_name="別会社", company_domain="")
    ae = visit(ren, "en")
    assert "into_opportunity" not in ae.read(page_of(lead))
    typed = {"account": str(deal.account_id), "do": "check"}
    answer = ae.client.post(page_of(lead), typed, headers={"HX-Target": "answer"}).content.decode()
    assert '<div id="beside" hx-swap-oob="true">' in answer
    assert f'name="into_opportunity" value="{deal.pk}"' in answer


def test_the_other_open_leads_join_the_account_when_they_are_ticked(
    ready: Ready, ren: Person, visit: Visit
) -> None:
    lead, colleague = ready(), ready(name="鈴木 一郎", email="suzuki@example.co.jp", state="sal")
    ae = visit(ren, "en")
    assert "Attach 鈴木 一郎 to the account" in ae.read(page_of(lead))
    ae.fill(page_of(lead), page_of(lead), **DEAL, attach_leads=str(colleague.pk), account="create")
    colleague.refresh_from_db()
    assert colleague.account_id == Conversion.objects.get().account_id


def test_a_criterion_that_is_missing_may_be_overridden_on_the_page(
    ready: Ready, ren: Person, visit: Visit
) -> None:
    lead = ready(answers={"need": {"level": 1, "problem": "出荷の遅れ"}})
    ae = visit(ren, "en")
    ae.fill(page_of(lead), page_of(lead), status=409, **DEAL)
    why = "The plant manager described the delays in numbers on the phone; the record follows after her holiday."
    typed: dict[str, Any] = {**DEAL, "override/rationale": why}
    ae.fill(page_of(lead), page_of(lead), **typed)
    assert Opportunity.objects.get().overridden


def test_a_japanese_reader_reads_the_decision_in_japanese(
    ready: Ready, deal: Opportunity, ren: Person, visit: Visit
) -> None:
    made = f"/conversions/{Conversion.objects.get().pk}"
    held = Conversion.objects.get().decision["findings"]
    assert any(one["standing"] != "met" for one in held)
    assert "Fill in" not in visit(ren, "ja").read(made)
    page = visit(ren, "ja").read(made)
    assert "を入力" in page or "未入力" in page
    assert Conversion.objects.get().lead.company_name in page
    assert 'class="chip">作成</span>' in page
