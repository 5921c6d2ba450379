"""A lead may join an opportunity that stands: judged by the same gate, and nothing of it is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, GateRefused, Invalid, NotPossibleNow
from tasuki.records.models import Account, ContactRole, Lead, NextStep, Opportunity, Task
from tasuki.rules.dossier import Money, Override
from tasuki.sla.models import Clock
from tasuki.stages.conversion.actions import (
    Item,
    convert,
    convert_many,
    grant,
    preview,
    recall,
    refuse,
    void,
    void_plan,
)
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.conversion.outcome import Outcome

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]
Deal = Callable[..., Opportunity]
WHY = "Joined the wrong deal: this one is about another plant of theirs."


@pytest.fixture
def deal(ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime) -> Deal:
    """An open opportunity that another lead of the company became yesterday; keywords change its columns."""

    def make(**columns: Any) -> Opportunity:
        yesterday = at - timedelta(days=1)
        outcome = convert(ready().pk, asked, by=as_(ren), at=yesterday)
        Opportunity.objects.filter(pk=outcome.opportunity_id).update(**columns)
        return Opportunity.objects.get(pk=outcome.opportunity_id)

    return make


@pytest.fixture
def colleague(ready: Ready) -> Callable[..., Lead]:
    """A second person of the same company, as ready as the first."""

    def make(**columns: Any) -> Lead:
        return ready(**{"name": "鈴木 一郎", "email": "suzuki@example.co.jp", **columns})

    return make


def joining(asked: ConvertInput, deal: Opportunity, **facts: Any) -> ConvertInput:
    return replace(
        asked,
        account=AccountChoice("match"),
        into_opportunity=str(deal.pk),
        opportunity=replace(asked.opportunity, **facts),
    )


def test_the_lead_joins_and_the_deal_keeps_its_own_values(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal(risks="", use_case="")
    lead = colleague()
    request = joining(
        asked, stands, product="Scheduler", risks="資材の遅れ", amount=Money(Decimal(9_000_000), "JPY")
    )
    outcome = convert(lead.pk, request, by=as_(ren), at=at)

    assert (outcome.opportunity_id, outcome.joined, outcome.state) == (stands.pk, True, "open")
    after = Opportunity.objects.get()
    assert (after.product, after.amount, after.lead_id) == ("Planner", stands.amount, stands.lead_id)
    assert (after.risks, after.use_case) == ("資材の遅れ", "出荷計画")
    assert after.version == stands.version + 1
    lead.refresh_from_db()
    assert (lead.state, lead.opportunity_id, lead.account_id) == ("converted", stands.pk, stands.account_id)
    assert Conversion.objects.get(pk=outcome.conversion_id).opportunity_id == stands.pk
    assert set(Conversion.objects.filter(opportunity=stands).values_list("lead_id", flat=True)) == {
        stands.lead_id,
        lead.pk,
    }
    assert Event.objects.get(lead_id=lead.pk, code="opportunity.joined").subject_id == stands.pk


def test_people_and_next_steps_are_added_and_the_primary_contact_stays(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal()
    convert(colleague().pk, joining(asked, stands), by=as_(ren), at=at)
    roles = ContactRole.objects.filter(opportunity=stands)
    assert {(role.contact.name, role.role, role.is_primary) for role in roles} == {
        ("高橋 美咲", "champion", True),
        ("佐藤 健", "economic_buyer", False),
        ("鈴木 一郎", "champion", False),
    }
    assert stands.next_steps.count() == 2


def test_the_preview_offers_the_accounts_open_deals_and_compares_field_by_field(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal(risks="")
    lead = colleague()
    offered = preview(lead.pk, replace(asked, account=AccountChoice("match")), by=as_(ren), at=at)
    assert [(one.id, one.name) for one in offered.offers] == [(stands.pk, stands.name)]
    shown = preview(lead.pk, joining(asked, stands, product="Scheduler"), by=as_(ren), at=at)
    outcomes = {one.field: one.outcome for one in shown.opportunity_fields}
    assert (outcomes["product"], outcomes["risks"], outcomes["amount"]) == ("conflict", "filled", "kept")
    assert not Conversion.objects.filter(lead=lead).exists()


def test_the_gate_is_the_same(
    deal: Deal, ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal()
    lead = ready(
        answers={"need": {"level": 1, "problem": "興味がある"}},
        name="鈴木 一郎",
        email="suzuki@example.co.jp",
    )
    with pytest.raises(GateRefused) as refused:
        convert(lead.pk, joining(asked, stands), by=as_(ren), at=at)
    assert "C-3" in {one.rule for one in refused.value.decision.troubles}
    assert not Event.objects.filter(code="opportunity.joined").exists()


def test_a_deal_that_stands_is_not_lent_against(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    request = replace(joining(asked, deal()), override=Override("x" * 90))
    with pytest.raises(Invalid) as refused:
        convert(colleague().pk, request, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/override"]


@pytest.mark.parametrize("state", ["closed_won", "closed_lost", "voided", "pending_approval"])
def test_only_an_open_deal_can_be_joined(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime, state: str
) -> None:
    stands = deal(state=state)
    with pytest.raises(NotPossibleNow):
        convert(colleague().pk, joining(asked, stands), by=as_(ren), at=at)


def test_a_deal_is_not_taken_to_another_account(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    request = replace(joining(asked, deal()), account=AccountChoice("create"))
    with pytest.raises(Invalid) as refused:
        convert(colleague().pk, request, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/account"]


def test_somebody_elses_deal_is_not_joined(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, stranger: Person, as_: As, at: datetime
) -> None:
    stands = deal()
    Opportunity.objects.update(owner=stranger)
    lead = colleague()
    assert not preview(lead.pk, replace(asked, account=AccountChoice("match")), by=as_(ren), at=at).offers
    with pytest.raises((Forbidden, Invalid)):
        convert(lead.pk, joining(asked, stands), by=as_(ren), at=at)


def test_a_void_takes_away_what_the_lead_added_and_nothing_else(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal(risks="", competitive_landscape="", amount=None)
    before = set(ContactRole.objects.values_list("pk", flat=True))
    work = set(NextStep.objects.values_list("pk", flat=True)), set(Task.objects.values_list("pk", flat=True))
    outcome = convert(colleague().pk, joining(asked, stands), by=as_(ren), at=at)
    Opportunity.objects.update(competitive_landscape="C社も来た")
    assert Opportunity.objects.get().amount == Decimal("11500000.00")

    planned = void_plan(outcome.conversion_id, by=as_(ren), at=at)
    assert any("stays" in one.template for one in planned.stays)
    void(outcome.conversion_id, reason=WHY, by=as_(ren), at=at)

    after = Opportunity.objects.get()
    assert (after.state, after.in_forecast) == ("open", True)
    assert (after.risks, after.competitive_landscape, after.amount) == ("", "C社も来た", None)
    assert set(ContactRole.objects.values_list("pk", flat=True)) == before
    assert work == (
        set(NextStep.objects.values_list("pk", flat=True)),
        set(Task.objects.values_list("pk", flat=True)),
    )
    lead = Lead.objects.get(pk=outcome.lead_id)
    assert (lead.state, lead.opportunity_id) == ("discovery", None)


def test_what_was_changed_since_stays_when_the_lead_leaves(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal()
    outcome = convert(colleague().pk, joining(asked, stands), by=as_(ren), at=at)
    added = Conversion.objects.get(pk=outcome.conversion_id).made["opportunity"]
    NextStep.objects.filter(pk__in=list(added["steps"])).update(action="デモは二回目")
    ContactRole.objects.filter(pk__in=list(added["roles"])).update(role="signer")

    stays = [one.spoken("en") for one in void_plan(outcome.conversion_id, by=as_(ren), at=at).stays]
    void(outcome.conversion_id, reason=WHY, by=as_(ren), at=at)

    assert any("デモは二回目" in one and "鈴木 一郎 (signer)" in one for one in stays)
    assert NextStep.objects.filter(action="デモは二回目").exists()
    assert stands.contact_roles.filter(role="signer").exists()
    assert not Task.objects.filter(pk__in=list(added["tasks"])).exists()


def test_a_lead_that_leaves_a_deal_voids_nothing(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    from tasuki.cli.invariants import examine

    outcome = convert(colleague().pk, joining(asked, deal()), by=as_(ren), at=at)
    Lead.objects.filter(pk=outcome.lead_id).update(entered_discovery_at=None)
    void(outcome.conversion_id, reason=WHY, by=as_(ren), at=at + timedelta(hours=1))
    codes = set(Event.objects.filter(lead_id=outcome.lead_id).values_list("code", flat=True))
    assert "opportunity.left" in codes
    assert "opportunity.voided" not in codes
    untold = next(one for one in examine() if one.invariant.key == "milestones")
    assert str(outcome.lead_id) not in untold.examples


def test_the_deal_may_move_on_without_the_joined_lead_being_stuck(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal()
    outcome = convert(colleague().pk, joining(asked, stands), by=as_(ren), at=at)
    history = [*stands.stage_history, {"stage": "proposal", "at": at.isoformat()}]
    Opportunity.objects.update(stage="proposal", stage_history=history)
    assert not void_plan(outcome.conversion_id, by=as_(ren), at=at).blockers
    first = Conversion.objects.get(lead=stands.lead_id)
    assert len(void_plan(first.pk, by=as_(ren), at=at).blockers) == 2


def test_a_second_call_joins_once(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    request, lead = joining(asked, deal()), colleague()
    first = convert(lead.pk, request, by=as_(ren), at=at, idempotency_key="k")
    again = convert(lead.pk, request, by=as_(ren), at=at, idempotency_key="k")
    assert (first.created, again.created) == (True, False)
    assert first.conversion_id == again.conversion_id
    assert NextStep.objects.count() == 2


def test_two_leads_of_one_call_join_one_deal(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    stands = deal(risks="")
    leads = [colleague(), colleague(name="田中 花子", email="tanaka@example.co.jp", company_domain="")]
    items = [Item(lead.pk, joining(asked, stands, risks=f"懸念 {n}")) for n, lead in enumerate(leads)]
    results = convert_many(items, by=as_(ren), at=at)
    assert all(isinstance(one, Outcome) for one in results), results
    assert Opportunity.objects.get().risks == "懸念 0"
    assert NextStep.objects.count() == 3


def waiting(deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime) -> UUID:
    """A lead that joined a deal so large that somebody else has to agree."""
    stands = deal(amount=Decimal(90_000_000))
    outcome = convert(colleague().pk, joining(asked, stands), by=as_(ren), at=at)
    assert (outcome.pending, outcome.state) == (True, "open")
    assert outcome.approval_id is not None
    return outcome.approval_id


def test_an_approval_of_joining_leaves_the_deal_open_meanwhile(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    approval = waiting(deal, colleague, asked, ren, as_, at)
    grant(approval, by=as_(mio), at=at)
    assert Opportunity.objects.get().state == "open"
    assert Event.objects.filter(code="opportunity.joined").count() == 1


def test_a_refusal_takes_the_lead_out_and_leaves_the_deal(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    approval = waiting(deal, colleague, asked, ren, as_, at)
    refuse(approval, rationale=WHY, by=as_(mio), at=at)
    assert Opportunity.objects.get().state == "open"
    assert Approval.objects.get(pk=approval).conversion.lead.state == "discovery"
    assert Account.objects.count() == 1


def test_a_refusal_or_a_recall_leaves_the_work_that_is_done(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    approval = waiting(deal, colleague, asked, ren, as_, at)
    added = Approval.objects.get(pk=approval).conversion.made["opportunity"]
    NextStep.objects.filter(pk__in=list(added["steps"])).update(done_at=at)
    _, stays = recall(approval, by=as_(ren), at=at)
    assert any("デモ" in one.spoken("en") for one in stays)
    assert NextStep.objects.filter(pk__in=list(added["steps"])).count() == 1
    assert not ContactRole.objects.filter(pk__in=list(added["roles"])).exists()


def test_a_lead_that_left_keeps_nobody_waiting_for_an_answer(
    deal: Deal, colleague: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    approval = waiting(deal, colleague, asked, ren, as_, at)
    recall(approval, by=as_(ren), at=at)
    assert Clock.objects.get(sla="AP-5").outcome == "released"
