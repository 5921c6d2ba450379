"""Capture, edit, merge, score: one lead at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bench.scenarios.statements import statements_during
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event, Payload
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, Forbidden, Invalid, NotPossibleNow, Outdated
from tasuki.records.models import Campaign, Lead, Task, Touchpoint
from tasuki.stages.intake.actions import capture, edit, merge, rescore, rescore_many, settle
from tasuki.stages.intake.incoming import read_incoming
from tasuki.stages.intake.likeness import find_duplicates, person_facts_of
from tasuki.stages.intake.models import Suspect
from tasuki.stages.intake.queries import reasons_spoken, suspects_of
from tasuki.stages.intake.scores import row_of

As = Callable[[Person], Actor]
CONTRACT: dict[str, Any] = {
    "external_id": "web-000123",
    "person": {
        "name": "高橋 美咲", "family_name": "高橋", "given_name": "美咲", "title": "情報システム部長",
        "email": "misaki.takahashi@example.co.jp", "phone": "+81312345678",
    },
    "company": {
        "name": "株式会社サンプル製作所", "domain": "example.co.jp", "country": "JP", "region": "関東",
        "industry": "manufacturing", "employees": 850, "segment": "mid_market",
    },
    "source": "inbound", "campaign": "2026-q4-webinar", "message": "納期短縮", "captured_at": "2026-11-02T01:15:00Z",
    "consent": {"marketing": True, "tracking": False, "given_at": "2026-11-02T01:15:00Z"},
    "fields": {"product_line": "Planner"},
}  # fmt: skip


@pytest.fixture
def campaign(db: None, at: datetime) -> Campaign:
    return Campaign.objects.create(code="2026-q4-webinar", name="Webinar", created_at=at)


@pytest.fixture
def come(sora: Person, as_: As, at: datetime) -> Callable[..., Lead]:
    """``come({"person": …})``: Sora captures it."""
    return lambda source, **more: capture(read_incoming({**source, **more}), by=as_(sora), at=at)


def someone(
    name: str = "Anna Smith", email: str = "anna@acme.com", company: str = "Acme Inc."
) -> dict[str, Any]:
    return {"person": {"name": name, "email": email}, "company": {"name": company}}


def test_the_contracts_lead_is_captured_whole(come: Callable[..., Lead], campaign: Campaign) -> None:
    lead = Lead.objects.get(pk=come(CONTRACT).pk)
    assert (lead.name, lead.company_domain, lead.campaign, lead.employees) == (
        "高橋 美咲",
        "example.co.jp",
        campaign,
        850,
    )
    assert lead.captured_at == datetime(2026, 11, 2, 1, 15, tzinfo=UTC)
    assert lead.consent == {"marketing": True, "tracking": False, "given_at": "2026-11-02T01:15:00+00:00"}
    assert lead.fields == {"product_line": "Planner"}
    assert lead.fit is not None
    assert [event.code for event in Event.objects.order_by("seq")] == ["lead.captured", "lead.scored"]


def test_a_campaign_that_nobody_has_entered_yet_is_made_from_its_code(come: Callable[..., Lead]) -> None:
    lead = come(someone() | {"source": "inbound"}, campaign="2027-q1-fair")
    assert lead.campaign is not None
    assert (lead.campaign.code, lead.campaign.source) == ("2027-q1-fair", "inbound")


def test_a_lead_comes_in_with_few_statements(come: Callable[..., Lead], campaign: Campaign) -> None:
    come(someone())
    with statements_during() as statements:
        come(CONTRACT)
    assert len(statements) <= 6, statements


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"person": {"emial": "a@b.co"}}, "/person/emial", "email"),
        ({"person": {"email": "nope"}}, "/person/email", "e-mail"),
        ({"company": {"country": "Atlantis"}}, "/company/country", "country"),
        ({"company": {"name": "x" * 300}}, "/company/name", "255"),
        ({"captured_at": "2026-12-24T00:00:00Z"}, "/captured_at", "future"),
        ({"captured_at": "yesterday"}, "/captured_at", "moment"),
        ({}, "/person", "Say who it is"),
    ],
)
def test_what_is_wrong_with_the_input_is_said_where_it_stands(
    come: Callable[..., Lead], change: dict[str, Any], pointer: str, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        come(change if not change or "person" in change else {**someone(), **change})
    problem = refused.value.problems[0]
    assert problem.pointer == pointer
    said = " ".join(one.spoken("en") for one in (problem.message, problem.remedy) if one)
    assert says in said
    assert not Lead.objects.exists()


def test_a_known_external_id_updates_what_the_input_says_and_nothing_else(
    come: Callable[..., Lead], campaign: Campaign
) -> None:
    first = come(CONTRACT)
    same = come(CONTRACT)
    assert (same.pk, same.version) == (first.pk, 1)
    assert not Event.objects.filter(code="lead.edited").exists(), "nothing changed, nothing is told"
    changed = come({"external_id": "web-000123", "person": {"title": "取締役"}, "fields": {"seats": 40}})
    assert (changed.pk, changed.title, changed.version) == (first.pk, "取締役", 2)
    assert changed.email == "misaki.takahashi@example.co.jp"
    assert changed.fields == {"product_line": "Planner", "seats": 40}
    event = Event.objects.get(code="lead.edited")
    assert event.data["fields"] == ["fields", "title"]
    assert Payload.objects.get(event=event).words["before"]["title"] == "情報システム部長"


def test_the_same_person_coming_again_is_suspected_with_reasons(come: Callable[..., Lead]) -> None:
    first = come(someone())
    again = come(someone(name="Smith, Anna", email="ANNA@acme.com"))
    (suspect,) = suspects_of(again.pk)
    assert (suspect.other_id, suspect.standing) == (first.pk, "exact")
    assert "Both use the e-mail address anna@acme.com." in reasons_spoken(suspect)
    elsewhere = come(someone(name="Ana Smith", email="asmith@acme.com"))
    assert {one.standing for one in suspects_of(elsewhere.pk)} <= {"likely", "possible"}
    assert len(suspects_of(elsewhere.pk)) == 2
    assert not suspects_of(come(someone("田中 太郎", "taro@other.co.jp", "別会社")).pk)


def test_a_suspicion_can_be_settled(come: Callable[..., Lead], kei: Person, as_: As, at: datetime) -> None:
    come(someone())
    again = come(someone())
    settle(suspects_of(again.pk)[0].pk, "not_duplicate", by=as_(kei), at=at)
    assert not suspects_of(again.pk)
    assert Suspect.objects.get().settled_as == "not_duplicate"


def test_duplicates_of_somebody_are_found_without_a_lead(come: Callable[..., Lead], at: datetime) -> None:
    lead = come(someone())
    found = find_duplicates(person_facts_of(row_of(lead)))
    assert [one.lead_id for one in found] == [lead.pk]
    assert not find_duplicates(person_facts_of(row_of(lead)), apart_from=lead.pk)


def test_who_may_not_create_leads_is_refused(cast: Callable[..., Person], as_: As, at: datetime) -> None:
    with pytest.raises(Forbidden):
        capture(read_incoming(someone()), by=as_(cast("guest", "read_only")), at=at)


def test_an_edit_changes_what_it_names_and_empties_what_it_says_is_empty(
    come: Callable[..., Lead], campaign: Campaign, sora: Person, as_: As, at: datetime
) -> None:
    lead = come(CONTRACT)
    changes = {
        "person": {"given_name": "美沙", "title": None}, "company": {"employees": 900}, "campaign": None,
        "fields": {"product_line": None, "seats": 5},
    }  # fmt: skip
    edited = edit(lead.pk, changes, by=as_(sora), at=at, version=1)
    edited.refresh_from_db()
    assert (edited.name, edited.title, edited.employees, edited.campaign) == ("高橋 美沙", "", 900, None)
    assert edited.fields == {"seats": 5}
    assert edited.version == 2
    assert any("美沙" in key for key in edited.match_keys), "it is found under its new name"
    event = Event.objects.get(code="lead.edited")
    assert "美沙" not in json.dumps(event.data, ensure_ascii=False), (
        "words are kept apart, so that they can be erased"
    )
    assert Payload.objects.get(event=event).words["after"]["given_name"] == "美沙"


def test_an_edit_of_what_was_not_seen_is_refused(
    come: Callable[..., Lead], sora: Person, as_: As, at: datetime
) -> None:
    lead = come(someone())
    edit(lead.pk, {"message": "Hello"}, by=as_(sora), at=at)
    with pytest.raises(Outdated):
        edit(lead.pk, {"message": "Bye"}, by=as_(sora), at=at, version=1)
    with pytest.raises(Invalid):
        edit(lead.pk, {"mesage": "Bye"}, by=as_(sora), at=at)
    come(someone(name="B", email="b@acme.com"), external_id="taken")
    with pytest.raises(Clash):
        edit(lead.pk, {"external_id": "taken"}, by=as_(sora), at=at)


def test_an_edit_needs_the_right_to_this_lead(
    come: Callable[..., Lead], stranger: Person, as_: As, at: datetime
) -> None:
    lead = come(someone())
    with pytest.raises(Forbidden):
        edit(lead.pk, {"message": "Mine"}, by=as_(stranger), at=at)


def test_a_merge_moves_everything_and_fills_what_is_empty(
    come: Callable[..., Lead], kei: Person, as_: As, at: datetime
) -> None:
    survivor = come(someone(), fields={"a": 1})
    lead = come(
        {
            "person": {"name": "Anna Smith", "email": "anna@acme.com", "title": "Buyer"},
            "fields": {"a": 2, "b": 3},
        }
    )
    touch = Touchpoint.objects.create(lead=lead, kind="call", at=at)
    task = Task.objects.create(lead=lead, kind="call", title="Call", created_at=at)
    merged = merge(lead.pk, survivor.pk, by=as_(kei), at=at + timedelta(hours=1), rationale="same person")
    lead.refresh_from_db()
    touch.refresh_from_db()
    task.refresh_from_db()
    assert (lead.state, lead.merged_into, lead.entered_merged_at) == (
        "merged",
        merged,
        at + timedelta(hours=1),
    )
    assert (merged.title, merged.company_name, merged.fields) == ("Buyer", "Acme Inc.", {"a": 1, "b": 3})
    assert (touch.lead, task.lead) == (merged, merged)
    assert Suspect.objects.get().settled_as == "merged"
    event = Event.objects.get(code="lead.merged")
    assert (event.data["survivor"], event.data["filled"]) == (str(merged.pk), ["title", "fields.b"])
    with pytest.raises(NotPossibleNow):
        merge(lead.pk, survivor.pk, by=as_(kei), at=at)
    with pytest.raises(Invalid, match="not right"):
        merge(survivor.pk, lead.pk, by=as_(kei), at=at)
    with pytest.raises(Invalid):
        merge(survivor.pk, survivor.pk, by=as_(kei), at=at)


def test_answers_move_as_a_whole_or_stay_with_the_merged_lead(
    come: Callable[..., Lead], kei: Person, as_: As, at: datetime
) -> None:
    from django.apps import apps

    answers = apps.get_model("qualification", "Answer")
    first, second, third = (come(someone(name, f"{name}@acme.com")) for name in ("one", "two", "three"))
    answers.objects.create(lead=second, criterion="need", at=at)
    merge(second.pk, first.pk, by=as_(kei), at=at)
    assert answers.objects.get().lead_id == first.pk
    answers.objects.create(lead=third, criterion="need", at=at)
    merge(third.pk, first.pk, by=as_(kei), at=at)
    assert answers.objects.filter(lead=third).count() == 1
    assert Event.objects.filter(code="lead.merged").latest("seq").data["left"] == {"qualification.Answer": 1}


def test_a_touch_changes_the_score_and_only_then_it_is_told(
    come: Callable[..., Lead], campaign: Campaign, at: datetime
) -> None:
    lead = come(CONTRACT)
    assert rescore(lead.pk, at=at) is False
    Lead.objects.filter(pk=lead.pk).update(fit=1)
    assert rescore(lead.pk, at=at) is True
    assert Event.objects.filter(code="lead.scored").count() == 2
    Lead.objects.update(fit=None, intent=None)
    assert rescore_many([lead.pk], at=at) == 1
    lead.refresh_from_db()
    assert (lead.fit, lead.intent) != (None, None)


def test_why_a_lead_has_its_scores_is_kept_in_both_languages(
    come: Callable[..., Lead], campaign: Campaign
) -> None:
    told = [one["because"] for one in come(CONTRACT).score_reasons]
    assert told
    assert not [one for one in told if one["ja"] == one["en"] or "Not known" in one["ja"]]
