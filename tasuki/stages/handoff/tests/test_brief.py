from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.handoff import actions
from tasuki.stages.handoff.brief import SECTIONS, lines_of
from tasuki.stages.handoff.queries import brief_of
from tasuki.stages.handoff.telling import tell
from tasuki.stages.handoff.tests.leads import NOTES, accepted_lead
from tasuki.stages.qualification.models import Answer

As = Callable[[Person], Actor]


@pytest.fixture
def body(lead: Lead, aoi: Person, at: datetime, as_: As) -> dict[str, Any]:
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    return brief_of(lead, at)


def test_the_brief_has_the_sections_of_the_template_in_its_order(body: dict[str, Any]) -> None:
    assert tuple(section["key"] for section in body["sections"]) == SECTIONS
    assert body["completeness"]["missing"] == []
    assert body["completeness"]["fraction"] == 1.0


def test_the_brief_is_assembled_from_the_record_so_that_nobody_types_it_twice(body: dict[str, Any]) -> None:
    lines = lines_of(body)
    assert lines["company"]["value"] == "株式会社サンプル製作所"
    assert lines["company_background"]["value"]["employees"] == 850
    assert lines["contact_phone"]["value"] == "+81312345678"
    assert lines["campaign"]["value"] == "2026-q4-webinar"
    assert lines["budget"]["value"]["status"] == "path_identified"
    assert lines["budget"]["value"]["amount"] == {"amount": "12000000.00", "currency": "JPY"}
    assert lines["authority"]["value"]["decision_maker"] == {"name": "佐藤 健", "title": "取締役"}
    assert lines["note_tried_before"]["value"] == "表計算での出荷計画を二年"
    assert lines["first_contact"]["value"] == {
        "at": "2026-11-11T06:00:00Z",
        "method": "webinar",
        "direction": "inbound",
    }
    assert lines["touchpoints"]["value"]["by_kind"] == {"call": 1, "email": 1, "webinar": 1}
    assert lines["touchpoints"]["value"]["content"] == ["納期短縮ウェビナー"]
    assert lines["red_flags"]["value"]["checked_how"] == "既存ベンダーとの契約を電話で確認"


def test_the_qualification_notes_are_in_the_companys_framework(body: dict[str, Any]) -> None:
    framework = body["framework"]
    assert (framework["key"], framework["most"], len(framework["elements"])) == ("bant", 12, 4)
    assert all(element["level"] == 2 for element in framework["elements"])


def test_the_brief_reads_in_english(body: dict[str, Any]) -> None:
    told = tell(body, "en")
    texts = {line["key"]: line for section in told["sections"] for line in section["lines"]}
    assert told["title"] == "Opportunity handoff brief"
    assert [section["title"] for section in told["sections"]][3] == "Qualification summary"
    assert texts["company"]["label"] == "Company"
    assert texts["budget"]["text"].startswith("status: path identified / context: ")
    assert "next budget cycle: Tue 5 Jan 2027" in texts["budget"]["text"]
    assert texts["lead_source"]["text"] == "Inbound"
    assert "¥12,000,000" in texts["budget"]["text"]
    assert re.search(r"evidence: call \w{3} \d+ Nov 2026, \d\d:\d\d recording:\d+", texts["budget"]["text"])
    assert any("industry: manufacturing / " in line["text"] for line in texts.values())
    assert (
        texts["first_contact"]["text"]
        == "date: Wed 11 Nov 2026, 15:00 / method: webinar / direction: inbound"
    )


def test_a_brief_reads_the_same_after_it_was_kept(body: dict[str, Any]) -> None:
    """The database keeps the facts of a line in an order of its own."""
    kept = json.loads(json.dumps(body, sort_keys=True))
    assert tell(kept, "en")["sections"] == tell(body, "en")["sections"]
    assert lines_of(kept)["budget"] == lines_of(body)["budget"]


def test_the_brief_reads_in_japanese(body: dict[str, Any]) -> None:
    words = {
        "path identified": "確保の道筋あり",
        "status": "状況",
        "Company": "会社",
        "manufacturing": "製造業",
    }
    told = tell(body, "ja", lambda template: words.get(template, template))
    texts = {line["key"]: line for section in told["sections"] for line in section["lines"]}
    assert told["sections"][0]["title"] == "会社"
    assert texts["note_problem"]["label"] == "先方が解決しようとしている問題は何ですか?"
    assert texts["budget"]["text"].startswith("状況:確保の道筋あり / ")
    assert "2027年1月5日(火)" in texts["budget"]["text"]
    assert texts["lead_source"]["text"] == "インバウンド"
    assert any("製造業" in line["text"] for line in texts.values())
    assert texts["touchpoints"]["text"].startswith("touchpoints:call 1、e-mail 1、webinar 1")


def test_a_placeholder_a_gap_and_an_unchecked_none_are_named_with_their_field(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    Answer.objects.filter(lead=lead, criterion="need").update(body={"problem": "未定"})
    actions.write_notes(lead.pk, {**NOTES, "red_flags_checked_how": ""}, by=as_(aoi), at=at)
    body = brief_of(lead, at)
    lines = lines_of(body)
    assert (lines["need"]["filling"], lines["need"]["standing"]) == ("placeholder", "unmet")
    assert (lines["note_tried_before"]["filling"], lines["note_tried_before"]["standing"]) == (
        "missing",
        "unknown",
    )
    assert lines["red_flags"]["pointer"] == "/handoff/red_flags_checked_how"
    assert set(body["completeness"]["missing"]) >= {"need", "note_problem", "note_tried_before", "red_flags"}


def test_an_unknown_budget_counts_in_the_brief_once_its_context_is_told(lead: Lead, at: datetime) -> None:
    Answer.objects.filter(lead=lead, criterion="budget").update(body={"status": "unknown"}, level=0)
    assert "budget" in brief_of(lead, at)["completeness"]["missing"]
    Answer.objects.filter(lead=lead, criterion="budget").update(
        body={"status": "unknown", "context": "来週の役員会のあとに確認"}, level=0
    )
    body = brief_of(lead, at)
    assert "budget" not in body["completeness"]["missing"]
    assert lines_of(body)["budget"]["filling"] == "unknown_in_context"


def test_a_lead_without_touches_has_an_empty_history(aoi: Person, at: datetime) -> None:
    lead = accepted_lead(aoi, at)
    lead.touchpoints.all().delete()
    lines = lines_of(brief_of(lead, at))
    assert (lines["first_contact"]["value"], lines["first_contact"]["standing"]) == ({}, "unknown")
