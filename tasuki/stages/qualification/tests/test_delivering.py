"""Marketing delivers, sales accepts: what the first two gates let through, and what they leave behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, GateRefused, NotFound
from tasuki.records.models import Account, Lead, Opportunity
from tasuki.stages.intake.models import Suspect
from tasuki.stages.qualification.actions import accept, market_qualify, try_market_qualify
from tasuki.stages.qualification.queries import gate_decision, open_duplicates
from tasuki.stages.routing.models import Assignment

As = Callable[[Person], Actor]
Make = Callable[..., Lead]


def last(lead: Lead, code: str) -> Event:
    return Event.objects.filter(lead_id=lead.pk, code=code).latest("seq")


def test_the_owner_that_routing_finds_on_delivery_survives_the_acceptance(
    lead: Make, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    made = lead()
    accept(made.pk, by=as_(kei), at=at)
    made.refresh_from_db()
    assert Assignment.objects.get(lead=made).person == aoi
    assert (made.state, made.owner, made.accepted_by) == ("sal", aoi, kei)


def test_every_change_of_the_way_raises_the_version(
    lead: Make, aoi: Person, kei: Person, as_: As, at: datetime
) -> None:
    made = lead()
    accept(made.pk, by=as_(kei), at=at)
    made.refresh_from_db()
    assert made.version == 4  # delivered, assigned, accepted


def test_a_person_who_delivers_an_excluded_lead_hears_why_and_the_lead_leaves(
    captured: Lead, sora: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=captured.pk).update(fields={"student": True})
    with pytest.raises(GateRefused) as refused:
        market_qualify(captured.pk, by=as_(sora), at=at)
    assert refused.value.decision.by_rule("EX-1")[0].troubles
    captured.refresh_from_db()
    assert (captured.state, captured.exit_reason, captured.exit_state) == (
        "disqualified",
        "student",
        "captured",
    )
    told = last(captured, "lead.disqualified")
    assert (told.reason, told.actor_id) == ("student", sora.pk)


def test_a_lead_that_lacks_intent_waits_and_nothing_is_raised(captured: Lead, at: datetime) -> None:
    Lead.objects.filter(pk=captured.pk).update(intent=0)
    decision = try_market_qualify(captured.pk, at=at)
    captured.refresh_from_db()
    assert (decision.verdict.value, captured.state) == ("refused", "captured")


def test_trying_again_once_delivered_changes_nothing(captured: Lead, at: datetime) -> None:
    try_market_qualify(captured.pk, at=at)
    try_market_qualify(captured.pk, at=at)
    assert Event.objects.filter(lead_id=captured.pk, code="lead.marketing_qualified").count() == 1


def test_nobody_but_marketing_sales_and_their_managers_delivers(
    captured: Lead, ren: Person, stranger: Person, as_: As, at: datetime
) -> None:
    for person in (ren, stranger):
        with pytest.raises(Forbidden):
            market_qualify(captured.pk, by=as_(person), at=at)


def test_a_lead_that_is_not_there_is_not_found(agreement: None, at: datetime) -> None:
    with pytest.raises(NotFound):
        try_market_qualify(uuid4(), by=SYSTEM, at=at)


def test_a_refusal_lists_every_finding_in_both_languages(
    lead: Make, aoi: Person, as_: As, at: datetime
) -> None:
    made = lead(owner=aoi, company_name="", source="", intent=0)
    with pytest.raises(GateRefused) as refused:
        accept(made.pk, by=as_(aoi), at=at)
    pointers = {one.pointer for one in refused.value.decision.troubles}
    assert {"/lead/company/name", "/lead/source", "/lead/intent"} <= pointers
    for finding in refused.value.decision.troubles:
        japanese = finding.spoken("ja", translator("ja"))
        assert finding.spoken("en")["because"] != japanese["because"], finding
        assert finding.fix is None or str(japanese["fix"]).isascii() is False


def test_the_drafted_rationale_is_one_language(captured: Lead, aoi: Person, as_: As, at: datetime) -> None:
    accept(captured.pk, by=as_(aoi), at=at)
    captured.refresh_from_db()
    assert captured.accepted_rationale.startswith("株式会社サンプル製作所: ")
    assert "There is" not in captured.accepted_rationale
    assert last(captured, "lead.accepted").data["drafted"] is True


def test_the_rationale_is_told_in_words_that_can_be_erased(accepted: Lead) -> None:
    told = last(accepted, "lead.accepted")
    assert told.payload.words["rationale"] == accepted.accepted_rationale
    assert accepted.accepted_rationale not in str(told.data)


def suspected(newer: Lead, older: Lead, at: datetime, standing: str = "exact") -> Suspect:
    return Suspect.objects.create(lead=newer, other=older, standing=standing, score=0.99, found_at=at)


def test_the_same_person_is_not_accepted_twice(lead: Make, aoi: Person, as_: As, at: datetime) -> None:
    older, newer = lead(owner=aoi, state="mql"), lead(owner=aoi, state="mql")
    suspicion = suspected(newer, older, at)
    with pytest.raises(GateRefused) as refused:
        accept(newer.pk, by=as_(aoi), at=at)
    assert [one.pointer for one in refused.value.decision.troubles if one.enforcement == "block"] == [
        "/lead/duplicate_of"
    ]
    accept(older.pk, by=as_(aoi), at=at)
    suspicion.settled_at = at
    suspicion.save()
    accept(newer.pk, by=as_(aoi), at=at)


def test_once_the_later_one_is_accepted_the_earlier_one_waits(lead: Make, aoi: Person, at: datetime) -> None:
    older, newer = lead(owner=aoi, state="mql"), lead(owner=aoi, state="sal")
    suspected(newer, older, at)
    assert open_duplicates(older.pk) == (str(newer.pk),)


def test_an_open_opportunity_of_the_same_person_counts_too(lead: Make, at: datetime) -> None:
    account = Account.objects.create(name="サンプル", name_key="サンプル", created_at=at)
    deal = Opportunity.objects.create(
        name="サンプル", account=account, stage="discovery", stage_since=at, created_at=at, state="open"
    )
    older, newer = lead(state="converted", opportunity=deal), lead()
    suspected(newer, older, at)
    assert open_duplicates(newer.pk) == (str(older.pk),)
    Opportunity.objects.update(state="lost")
    assert open_duplicates(newer.pk) == ()


@pytest.mark.usefixtures("agreement")
def test_somebody_who_only_looks_alike_stops_nobody(lead: Make, at: datetime) -> None:
    older, newer = lead(state="sal"), lead()
    suspected(newer, older, at, standing="likely")
    assert not gate_decision(newer, "sal", at).by_rule("G-01")[-1].troubles
