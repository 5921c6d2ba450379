"""The handoff on one page: the notes that fill the brief, the brief on paper, and the AE's answer in one panel."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from tasuki.desk.panels import criteria
from tasuki.desk.panels.handoff import brief_on_paper, what_differs
from tasuki.desk.panels.timeline import Happening
from tasuki.desk.tests import story
from tasuki.desk.tests.live import part, send
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Lead
from tasuki.rules.wording import Language

Visit = Callable[..., Visitor]
TEMPLATE = {
    "en": (
        "Company", "Contact", "Lead source", "Qualification summary", "Discovery notes", "Engagement history",
        "Recommended next steps", "SDR assessment",
    ),
    "ja": ("会社", "担当者", "リードソース"),
}  # fmt: skip


@pytest.fixture
def qualified(aoi: Person, visit: Visit, clock: list[datetime]) -> Lead:
    sdr = visit(aoi)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    lead.refresh_from_db()
    return lead


@pytest.fixture
def handed_over(qualified: Lead, aoi: Person, ren: Person, visit: Visit) -> Lead:
    story.handed_over(visit(aoi), qualified.pk)
    qualified.refresh_from_db()
    return qualified


def test_notes_fill_the_brief_and_the_gate_follows(qualified: Lead, aoi: Person, visit: Visit) -> None:
    desk, page = visit(aoi, "en"), f"/leads/{qualified.pk}/handoff"
    assert "The brief lacks: Recommended next step" in desk.read(page)
    after = send(desk, f"{page}/notes", story.NOTES)
    assert "<html" not in after
    assert story.NOTES["handoff__recommended_next_step"] in part(after, "brief")
    assert "The brief lacks: Recommended next step" not in part(after, "gate")


def test_evidence_is_named_by_what_it_is(qualified: Lead, aoi: Person, visit: Visit) -> None:
    desk = visit(aoi, "en")
    for page in (f"/leads/{qualified.pk}/handoff", f"/leads/{qualified.pk}"):
        shown = desk.read(page)
        assert '<span class="chip">call · ' in shown
    assert '<span class="chip">ev-1</span>' not in part(desk.read(f"/leads/{qualified.pk}/handoff"), "gate")
    company = Account.objects.create(
        name=qualified.company_name, name_key="x", created_at=qualified.captured_at
    )
    Lead.objects.filter(pk=qualified.pk).update(account=company)
    timeline = desk.read(f"/accounts/{company.pk}").split('class="timeline"')[1]
    assert "call · " in timeline
    assert "ev-1" not in timeline


def test_the_evidence_of_several_leads_is_read_at_once(
    qualified: Lead, rf: RequestFactory, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    happenings = [
        Happening(at, "said", "", "", "", (), "lead.answered", evidence=("ev-1",), lead_id=lead_id)
        for lead_id in (qualified.pk, uuid4(), uuid4())
    ]
    request = rf.get("/")
    read = Mock(wraps=criteria.evidence_of_leads)
    monkeypatch.setattr("tasuki.desk.templatetags.desk.evidence_of_leads", read)
    shown = render_to_string("components/timeline.html", {"happenings": happenings, "request": request})
    assert shown.count("call · ") == 1
    read.assert_called_once()


def test_notes_that_are_refused_come_back_with_what_was_typed(
    qualified: Lead, aoi: Person, visit: Visit
) -> None:
    page = f"/leads/{qualified.pk}/handoff"
    wrong = {**story.NOTES, "handoff__likelihood": "certain"}
    after = send(visit(aoi, "en"), f"{page}/notes", wrong, status=422)
    assert story.NOTES["handoff__sdr_assessment"] in part(after, "notes")
    assert 'id="part-brief"' not in after


def test_the_ae_decides_on_one_page_with_one_key(handed_over: Lead, ren: Person, visit: Visit) -> None:
    page = visit(ren, "en").read(f"/leads/{handed_over.pk}/handoff")
    decide = page[page.index('class="panel decide"') :]
    decide = decide[: decide.index("</section>")]
    for key, action in (("a", "accept"), ("r", "reject"), ("n", "recycle")):
        assert re.search(rf'data-key="{key}" data-key-says="[^"]+"', decide)
        assert f'action="/leads/{handed_over.pk}/handoff/{action}"' in decide
    for name in ("reason", "rationale", "reengage_on", "reengage_trigger"):
        assert f'name="{name}"' in decide


def test_a_field_says_which_reasons_ask_for_it(handed_over: Lead, ren: Person, visit: Visit) -> None:
    page = visit(ren, "en").read(f"/leads/{handed_over.pk}/handoff")
    assert 'data-only-for="duplicate"' in page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_brief_on_paper_follows_the_template(language: Language, handed_over: Lead, at: datetime) -> None:
    told = brief_on_paper(handed_over, language, at=at)
    titles = tuple(section["title"] for section in told["sections"])
    assert titles[: len(TEMPLATE[language])] == TEMPLATE[language]
    assert [section["key"] for section in told["sections"]] == [
        "company", "contact", "source", "summary", "discovery", "engagement", "next_step", "assessment",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_brief_is_a_pdf_in_either_language(
    language: str, handed_over: Lead, ren: Person, visit: Visit
) -> None:
    answer = visit(ren).client.get(f"/leads/{handed_over.pk}/handoff/brief.pdf?lang={language}")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"NotoSansJP" in answer.content


def test_a_draft_can_be_printed_and_says_that_it_is_one(qualified: Lead, aoi: Person, at: datetime) -> None:
    told = brief_on_paper(qualified, "en", at=at)
    assert told["about"].startswith("Draft")
    assert any(
        not line["text"] for section in told["sections"] for line in section["lines"] if line["required"]
    )


def test_a_stranger_gets_no_paper(handed_over: Lead, stranger: Person, visit: Visit) -> None:
    assert visit(stranger).client.get(f"/leads/{handed_over.pk}/handoff/brief.pdf").status_code == 404


def test_what_has_changed_in_a_line_is_shown_and_not_the_whole_line_again() -> None:
    before = "課題:残業が減らない / 損失:年24百万円 / 根拠レベル:2"
    after = "課題:残業が減らない / 損失:年31百万円 / 根拠レベル:2"
    assert what_differs(before, after) == (
        ("same", "課題:残業が減らない / "),
        ("gone", "損失:年24百万円 / "),
        ("new", "損失:年31百万円 / "),
        ("same", "根拠レベル:2"),
    )
    assert what_differs("", "新しい。") == (("new", "新しい。"),)


def test_a_fact_that_is_not_the_last_one_any_more_is_the_same_fact() -> None:
    assert what_differs("Approved / 5M", "Approved / 5M / CFO") == (
        ("same", "Approved / 5M / "),
        ("new", "CFO"),
    )
    assert what_differs("残業が減らない", "残業が減らない。損失は年31百万円。") == (
        ("same", "残業が減らない。"),
        ("new", "損失は年31百万円。"),
    )
    assert what_differs("Approved / 5M / CFO", "Approved / 5M") == (
        ("same", "Approved / 5M / "),
        ("gone", "CFO"),
    )


def test_a_brief_that_comes_back_says_what_the_ae_misses_and_shows_what_is_new(
    handed_over: Lead, aoi: Person, ren: Person, visit: Visit, clock: list[datetime]
) -> None:
    page, sdr, ae = f"/leads/{handed_over.pk}/handoff", visit(aoi), visit(ren)
    ae.read(page)
    why = "競合の名前と現行契約の更新日がブリーフに無い。分かれば会う準備ができる"
    assert "この理由では次の内容も必要です:ブリーフの不足項目" in ae.fill(
        page, f"{page}/reject", 422, reason="brief_incomplete", rationale=why
    )
    ae.fill(
        page, f"{page}/reject", reason="brief_incomplete", rationale=why, missing_items="現行契約の更新日"
    )
    clock[0] += timedelta(hours=1)
    assert "AEが却下しました:引き継ぎブリーフの記入が不十分" in sdr.read("/")
    assert "現行契約の更新日" in part_of(sdr.read(page), "answer-title")
    sdr.fill(page, f"{page}/notes", **{**story.NOTES, "handoff__red_flags": "現行契約は3月末に更新"})
    sdr.fill(page, f"{page}/submit")
    news = ae.read(page)
    shown = part_of(news, "brief-title")
    assert "<ins>懸念点:現行契約は3月末に更新 / </ins>" in shown


def part_of(page: str, title: str) -> str:
    return page[page.index(f'id="{title}"') :].partition("</section>")[0]
