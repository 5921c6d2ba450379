"""The day begins on Today: the next row, one key to open its form there, the same key to send it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]


def test_a_lead_is_contacted_and_accepted_with_two_keys_each(
    aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days = scenery.Days(aoi, ren, at)
    lead = days.captured("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    scenery.qualification.log_touch(lead, "form", by=days.sdr, at=at, direction="inbound", content="資料請求")
    page = open_desk(aoi, "en").page
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_selector(".decision-form button:focus")
    with page.expect_navigation():
        page.keyboard.press("c")
    assert page.locator(".said").inner_text() == "The contact with 有限会社ミドリ is logged."

    page.locator("h2", has_text="Leads to accept").locator("xpath=ancestor::section").locator(
        ".decision-name"
    ).focus()
    page.keyboard.press("a")
    page.wait_for_selector(".decision-form button:focus")
    assert "有限会社ミドリ" in page.locator(".decision-form textarea").input_value()
    with page.expect_navigation():
        page.keyboard.press("a")
    assert Lead.objects.get(pk=lead).state == "sal"


def test_a_task_is_ticked_off_and_taken_back_with_one_key(aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "en").page
    page.locator("#tasks summary", has_text="Add a task").click()
    page.fill("#task-title", "Call the plant")
    with page.expect_navigation():
        page.locator("#tasks form button", has_text="Add it").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Done: Call the plant").click()
    assert "Call the plant" not in page.locator("#tasks").inner_text()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert "Call the plant" in page.locator("#tasks").inner_text()


def test_approvals_are_answered_with_keys_alone(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days = scenery.Days(aoi, ren, at - timedelta(days=2))
    days.converted("150000000", "大和重機株式会社", "岡田 誠", "okada@yamatojuki.co.jp")
    days.converted("160000000", "株式会社アサヒ工業", "石井 智", "ishii@asahikogyo.co.jp")
    page = open_desk(mio, "en").page
    page.goto("/approvals")
    granted, refused = page.locator(".decision-name").all_inner_texts()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("a")

    page.keyboard.press("j")
    page.keyboard.press("r")
    page.wait_for_selector("textarea[name=rationale]:focus")
    page.keyboard.type("The amount is a wish: the plant has named no figure, and nobody asked for one.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    states = dict(Opportunity.objects.values_list("name", "state"))
    assert (states[granted], states[refused]) == ("open", "voided")
    assert "Nothing waits for an approval." in page.locator("main").inner_text()
