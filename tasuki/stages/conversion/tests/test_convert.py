"""Conversion on real PostgreSQL: one opportunity, complete, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, Forbidden, GateRefused, NotPossibleNow
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Account, AccountPlan, Contact, ContactRole, Lead, Opportunity, Task
from tasuki.rules.dossier import Money
from tasuki.stages.conversion.actions import convert, preview
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.models import Approval, Conversion

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]


def test_a_ready_lead_becomes_an_opportunity_with_everything_that_the_gate_asked_for(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead = ready()
    outcome = convert(lead.pk, asked, by=as_(ren), at=at)

    opportunity = Opportunity.objects.get(pk=outcome.opportunity_id)
    assert opportunity.name == "株式会社サンプル製作所 - Planner - 出荷計画"
    assert (opportunity.state, opportunity.stage, opportunity.in_forecast) == ("open", "discovery", True)
    assert (opportunity.amount, opportunity.currency) == (Decimal("11500000.00"), "JPY")
    assert (opportunity.source, opportunity.fit_at_conversion, opportunity.playbook) == (
        "inbound",
        72,
        "article@1",
    )
    assert opportunity.owner == ren
    roles = ContactRole.objects.filter(opportunity=opportunity)
    assert {(role.contact.name, role.role, role.is_primary) for role in roles} == {
        ("高橋 美咲", "champion", True),
        ("佐藤 健", "economic_buyer", False),
    }
    assert [step.action for step in opportunity.next_steps.all()] == ["デモ"]
    assert Task.objects.filter(opportunity=opportunity, kind="follow_up", due_on__isnull=False).exists()

    lead.refresh_from_db()
    assert (lead.state, lead.opportunity_id, lead.entered_converted_at) == ("converted", opportunity.pk, at)
    assert Event.objects.get(code="opportunity.created").lead_id == lead.pk


def test_what_has_passed_the_gate_lacks_nothing_in_the_reports(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    convert(ready().pk, asked, by=as_(ren), at=at)
    book = load_preset("article")
    pipeline = answer(
        report_named("diagnosis"), Asked(at.date(), at.date(), at, book.playbook.zone), book
    ).tables[1]
    assert (pipeline.total.cells["fields_missing"].value, pipeline.total.cells["open"].value) == (0, 1)


def test_the_conversion_keeps_what_it_was_judged_on(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    outcome = convert(ready().pk, asked, by=as_(ren), at=at)
    kept = Conversion.objects.get(pk=outcome.conversion_id)
    assert kept.decision["verdict"] in ("passed", "passed_with_warnings")
    assert kept.dossier["answers"]["authority"]["decision_maker"]["name"] == "佐藤 健"
    assert kept.brief == {"company": "株式会社サンプル製作所"}
    assert kept.voidable_until == at + timedelta(hours=24)


def test_a_second_call_returns_the_first_result(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead = ready()
    first = convert(lead.pk, asked, by=as_(ren), at=at, idempotency_key="k-1")
    again = convert(lead.pk, asked, by=as_(ren), at=at, idempotency_key="k-1")
    without_key = convert(lead.pk, asked, by=as_(ren), at=at)
    assert first.created
    assert not again.created
    assert first.opportunity_id == again.opportunity_id == without_key.opportunity_id
    assert Opportunity.objects.count() == 1


def test_one_key_never_answers_for_two_different_requests(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    convert(ready().pk, asked, by=as_(ren), at=at, idempotency_key="k-1")
    with pytest.raises(Clash):
        convert(ready(email="b@b.example").pk, asked, by=as_(ren), at=at, idempotency_key="k-1")


def test_a_refusal_lists_every_finding_at_once_and_writes_nothing(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead = ready(answers={"need": {"level": 1, "problem": "興味がある"}, "budget": {"level": 0}})
    guessed = replace(asked, opportunity=replace(asked.opportunity, amount_basis="guess"))
    with pytest.raises(GateRefused) as refused:
        convert(lead.pk, guessed, by=as_(ren), at=at)
    troubled = {finding.rule for finding in refused.value.decision.troubles}
    assert {"C-1", "C-3", "O-6"} <= troubled
    assert all(finding.fix and finding.pointer for finding in refused.value.decision.troubles)
    assert not Opportunity.objects.exists()
    assert not Account.objects.exists()


def test_an_account_that_matches_exactly_is_linked_and_a_second_one_is_blocked(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    first = convert(ready().pk, asked, by=as_(ren), at=at)
    other = ready(name="鈴木 一郎", email="suzuki@example.co.jp", company_name="㈱サンプル製作所")
    with pytest.raises(GateRefused) as refused:
        convert(other.pk, asked, by=as_(ren), at=at)
    assert "O-10" in {finding.rule for finding in refused.value.decision.troubles}

    linked = convert(other.pk, replace(asked, account=AccountChoice("match")), by=as_(ren), at=at)
    assert linked.account_id == first.account_id
    assert Account.objects.count() == 1
    assert Contact.objects.filter(name="佐藤 健").count() == 1


def test_the_preview_shows_the_plan_and_writes_nothing(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead = ready(fields={"product_line": "Planner", "booth": "B-12"})
    shown = preview(lead.pk, asked, by=as_(ren), at=at)
    assert shown.account.action == "create"
    assert shown.decision.verdict.lets_through
    assert shown.unmapped == ("booth",)
    assert not Conversion.objects.exists()


def test_somebody_elses_ae_may_not_convert(
    ready: Ready, asked: ConvertInput, stranger: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        convert(ready().pk, asked, by=as_(stranger), at=at)


def test_a_lead_that_is_not_in_discovery_is_told_what_comes_first(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(NotPossibleNow):
        convert(ready(state="sal").pk, asked, by=as_(ren), at=at)


def test_a_large_deal_waits_for_the_manager_outside_the_forecast(
    ready: Ready, asked: ConvertInput, ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    large = replace(asked, opportunity=replace(asked.opportunity, amount=Money(Decimal(90_000_000), "JPY")))
    outcome = convert(ready().pk, large, by=as_(ren), at=at)
    assert outcome.pending
    approval = Approval.objects.get(opportunity_id=outcome.opportunity_id)
    assert (approval.approver, approval.asked_by) == (mio, ren)
    opportunity = Opportunity.objects.get(pk=outcome.opportunity_id)
    assert (opportunity.state, opportunity.in_forecast) == ("pending_approval", False)
    assert AccountPlan.objects.filter(opportunity=opportunity).exists()


def test_colleagues_leads_are_offered_and_join_the_account_when_chosen(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead, colleague = ready(), ready(name="鈴木 一郎", email="suzuki@example.co.jp", state="sal")
    assert [row["id"] for row in preview(lead.pk, asked, by=as_(ren), at=at).gathered.rows("stranded")] == [
        str(colleague.pk)
    ]
    outcome = convert(lead.pk, replace(asked, attach_leads=(str(colleague.pk),)), by=as_(ren), at=at)
    colleague.refresh_from_db()
    assert colleague.account_id == outcome.account_id
