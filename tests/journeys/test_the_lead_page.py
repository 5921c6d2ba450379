"""The lead page in a browser: it follows what is recorded without a jump, and keeps what somebody is typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tasuki.platform.people.models import Person
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = pytest.mark.usefixtures("committed")
PROBLEM = "受注から出荷まで九日かかり、欠品が月二十件"


@pytest.fixture
def page(aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk) -> Page:
    """Aoi before a lead that she has accepted and knows nothing of yet."""
    lead = scenery.Days(aoi, ren, at).accepted("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    reading: Page = open_desk(aoi, "en").page
    reading.goto(f"/leads/{lead}")
    return reading


def test_a_finding_puts_the_cursor_into_the_very_field(page: Page) -> None:
    page.locator(".why-not a[href='#answers-need-level']").click()
    expect(page.locator("[name='answers/need/level']:checked")).to_be_focused()
    expect(page.locator("#answers-need-level")).to_be_in_viewport(ratio=1)


def test_while_one_types_the_page_says_what_the_gate_would_say(page: Page) -> None:
    page.locator("#fold-need > summary").click()
    page.fill("#answers-need-problem", PROBLEM)
    expect(page.locator("#tried-need")).to_contain_text("Say how sure we are")
    page.fill("#answers-need-cost_of_inaction", "年三千万円の機会損失")
    page.fill("#answers-need-why_now", "四月の新工場稼働")
    page.fill("#need-evidence-ref", "recording:88#t=312")
    page.locator("[name='answers/need/level'][value='2']").check()
    expect(page.locator("#tried-need")).to_contain_text("With this, C-3 would be met.")
    expect(page.locator(".why-not .checks")).to_contain_text("2 of 6 checks met")


def test_recording_one_answer_moves_nothing_and_keeps_what_is_typed_elsewhere(page: Page) -> None:
    page.locator("#fold-budget > summary").click()
    page.fill("#answers-budget-context", "来期予算に計上予定")
    page.locator("#fold-need > summary").click()
    page.fill("#answers-need-problem", PROBLEM)
    page.locator("[name='answers/need/level'][value='1']").check()
    top = "document.getElementById('answers-need').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.locator("#answers-need form button[type=submit]").click()
    expect(page.locator("#answers-need > dl")).to_contain_text(PROBLEM)
    expect(page.locator("#answers-need summary")).to_be_focused()
    assert abs(page.evaluate(top) - before) <= 1
    expect(page.locator("#answers-budget-context")).to_have_value("来期予算に計上予定")
    expect(page.locator("#ask-question")).to_contain_text("What does it cost you not to solve it?")


def test_questions_are_answered_one_after_the_other(page: Page) -> None:
    page.fill("#ask-answers-need-problem", PROBLEM)
    page.locator("#ask-next form button[type=submit]").first.click()
    expect(page.locator("#ask-answers-need-cost_of_inaction")).to_be_focused()
    page.locator("#ask-in-vain > summary").click()
    page.fill("#ask-note", "次回に回答するとのこと")
    page.locator("#ask-in-vain button").click()
    expect(page.locator("#ask-question")).to_contain_text("Why now?")


def test_a_refused_answer_stays_with_its_reason(page: Page) -> None:
    page.locator("#fold-timeline > summary").click()
    page.locator("#answers-timeline-target_on").evaluate("field => (field.type = 'text')")
    page.fill("#answers-timeline-target_on", "soon")
    page.fill("#answers-timeline-forcing_event", "新工場稼働")
    page.locator("#answers-timeline form button[type=submit]").click()
    expect(page.locator("#answers-timeline .problem")).to_contain_text("Expected a date")
    expect(page.locator("#answers-timeline-forcing_event")).to_have_value("新工場稼働")


def test_a_step_shows_its_gate_and_the_address_remembers_it(page: Page) -> None:
    page.locator("[data-gate=handoff]").click()
    expect(page.locator("#why-not")).to_contain_text("Handoff")
    page.wait_for_url("**?gate=handoff")
    page.reload()
    expect(page.locator("#why-not")).to_contain_text("Handoff")
