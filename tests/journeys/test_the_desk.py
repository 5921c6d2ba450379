"""The desk in a browser: the whole way, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Route

from tasuki.desk.tests import story
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
PHONE, DESKTOP = 390, 1440
pytestmark = pytest.mark.usefixtures("committed")


def test_aoi_and_ren_take_a_lead_to_an_opportunity_in_japanese(
    aoi: Person, ren: Person, open_desk: OpenDesk, clock: list[datetime]
) -> None:
    sdr, ae = open_desk(aoi), open_desk(ren)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    assert "株式会社サンプル製作所" in ae.read("/")
    story.discovered(ae, lead.pk, clock)
    story.converted(ae, lead.pk)
    deal = Opportunity.objects.get()
    assert (deal.name, deal.owner) == ("株式会社サンプル製作所 - Planner - 出荷計画", ren)
    assert deal.name in ae.read("/opportunities")


def test_the_same_way_works_on_a_telephone_without_javascript(
    aoi: Person, ren: Person, open_desk: OpenDesk, clock: list[datetime]
) -> None:
    sdr = open_desk(aoi, "en", PHONE, javascript=False)
    ae = open_desk(ren, "en", PHONE, javascript=False)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    story.qualified(sdr, lead.pk)
    story.handed_over(sdr, lead.pk)
    story.discovered(ae, lead.pk, clock)
    story.converted(ae, lead.pk)
    assert Lead.objects.get(pk=lead.pk).state == "converted"
    assert Opportunity.objects.get().state == "open"


def test_nobody_sees_anything_before_signing_in(open_desk: OpenDesk, aoi: Person) -> None:
    reader = open_desk(aoi, "en")
    reader.page.locator("details.bar-me summary").click()
    reader.page.get_by_role("button", name="Sign out").click()
    reader.read("/leads")
    assert reader.page.url.endswith("/sign-in?next=%2Fleads")
    reader.check_accessibility("sign-in")
    reader.picture("sign-in", DESKTOP)


def test_the_why_not_panel_follows_while_the_fields_are_filled(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk, tmp_path: Path
) -> None:
    told = scenery.tell(aoi, ren, mio, at, tmp_path)
    page = open_desk(ren, "en").page
    page.goto(f"/leads/{told.in_discovery}/convert")
    missing = page.locator("#answer .finding-list a[href='#opportunity-risks']")
    assert missing.count() == 1
    page.fill("#opportunity-risks", "既存ERPの改修時期")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator("#opportunity-follow_up_plan").click()
    missing.wait_for(state="detached")
    assert page.input_value("#opportunity-risks") == "既存ERPの改修時期"


def test_a_button_that_is_pressed_while_the_gate_answers_is_still_clicked(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk, tmp_path: Path
) -> None:
    told = scenery.tell(aoi, ren, mio, at, tmp_path)
    page = open_desk(ren, "en").page
    page.goto(f"/leads/{told.in_discovery}/convert")
    missing = page.locator("#answer .finding-list a[href='#opportunity-risks']")
    page.fill("#opportunity-risks", "既存ERPの改修時期")
    page.locator("#answer [value=check]").hover()
    with page.expect_event("requestfinished"):
        page.mouse.down()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert missing.count() == 1
    with page.expect_navigation():
        page.mouse.up()
    assert missing.count() == 0


def test_an_answer_that_came_during_a_press_is_heard_afterwards(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk, tmp_path: Path
) -> None:
    told = scenery.tell(aoi, ren, mio, at, tmp_path)
    page = open_desk(ren, "en").page
    page.goto(f"/leads/{told.in_discovery}/convert")
    page.fill("#opportunity-risks", "既存ERPの改修時期")
    page.get_by_role("heading", level=1).hover()
    with page.expect_event("requestfinished"):
        page.mouse.down()
    page.mouse.up()
    page.locator("#answer .finding-list a[href='#opportunity-risks']").wait_for(state="detached")


def test_an_answer_is_heard_while_the_menu_of_a_right_click_is_open(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk, tmp_path: Path
) -> None:
    told = scenery.tell(aoi, ren, mio, at, tmp_path)
    page = open_desk(ren, "en").page
    page.goto(f"/leads/{told.in_discovery}/convert")
    page.fill("#opportunity-risks", "既存ERPの改修時期")
    page.get_by_role("heading", level=1).hover()
    page.mouse.down(button="right")  # its end is the system's menu, and nobody hears of it
    with page.expect_event("requestfinished"):
        page.locator("#opportunity-risks").blur()
    page.locator("#answer .finding-list a[href='#opportunity-risks']").wait_for(state="detached")


def test_a_form_that_is_sent_asks_nothing_more(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk, tmp_path: Path
) -> None:
    told = scenery.tell(aoi, ren, mio, at, tmp_path)
    page = open_desk(ren, "en").page
    page.clock.install()
    page.goto(f"/leads/{told.in_discovery}/convert")
    asked: list[bool] = []

    def keep_the_page(route: Route) -> None:
        asked.append(route.request.is_navigation_request())
        route.fulfill(status=204)

    page.route(f"**/leads/{told.in_discovery}/convert", keep_the_page)
    page.fill("#opportunity-risks", "既存ERPの改修時期")
    page.locator("#convert button[type=submit]").first.click()
    page.clock.run_for(1_000)
    assert asked == [True]


def test_a_finding_leads_to_its_field(aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk) -> None:
    lead = scenery.Days(aoi, ren, at).accepted("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    page = open_desk(aoi).page
    page.goto(f"/leads/{lead}")
    page.locator(".why-not a[href='#answers-need-level']").click()
    page.locator("#answers-need-level").wait_for(state="visible")
