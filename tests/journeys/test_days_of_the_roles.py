"""A day of each role at the desk; the SDR's and the AE's way to the opportunity is in `test_the_desk`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person, Team
from tasuki.records.models import Lead, Opportunity
from tasuki.stages.qualification import actions as qualification
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]


def test_rens_day_in_japanese_decides_converts_and_plans(
    aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days = scenery.Days(aoi, ren, at - timedelta(days=2))
    waiting = days.handed_over("北陸精密株式会社", "田中 舞", "tanaka@hokurikuseimitsu.co.jp")
    ready = days.in_discovery("東海部品株式会社", "加藤 学", "kato@tokaibuhin.co.jp")
    reader = open_desk(ren, "ja")
    page = reader.page
    open_row(page, "判断する引き継ぎ", "h")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert Lead.objects.get(pk=waiting).state == "discovery"

    page.goto("/")
    open_row(page, "今すぐ商談化", "v")
    fill_deal(page, "11500000")
    with page.expect_navigation():
        page.get_by_role("button", name="商談化する").click()
    deal = Opportunity.objects.get(lead=ready)
    assert deal.state == "open"

    page.goto("/")
    open_row(page, "フィードバック待ち", "f")
    reader.fill(page.url, f"/leads/{ready}/handoff/rate", rating="5", feedback="課題が金額で語られていた")
    reader.read(f"/opportunities/{deal.pk}")
    reader.fill(page.url, f"/opportunities/{deal.pk}/steps", action="見積もりを送る", due_on="2026-11-27")
    assert deal.next_steps.filter(action="見積もりを送る").exists()


def test_ren_needs_no_mouse(aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk) -> None:
    days = scenery.Days(aoi, ren, at - timedelta(days=2))
    waiting = days.handed_over("北陸精密株式会社", "田中 舞", "tanaka@hokurikuseimitsu.co.jp")
    ready = days.in_discovery("東海部品株式会社", "加藤 学", "kato@tokaibuhin.co.jp")
    page = open_desk(ren, "ja").page
    page.goto(f"/leads/{waiting}/handoff")
    page.keyboard.press("r")
    expect(page.locator("#decide-reject select").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#decide-reject > summary")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("a")
    assert Lead.objects.get(pk=waiting).state == "discovery"

    page.goto(f"/leads/{waiting}/discovery")
    page.keyboard.press("e")
    expect(page.locator("[name=sdr_attended]")).to_be_focused()

    page.goto(f"/leads/{ready}/convert")
    missing = page.locator(".finding-mend").first.get_attribute("href")
    page.keyboard.press("e")
    expect(page.locator(f"{missing}")).to_be_focused()
    fill_deal(page, "11500000")
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        page.keyboard.press("c")
    assert Opportunity.objects.get(lead=ready).state == "open"


def test_mios_day_in_english_approves_looks_and_talks(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days = scenery.Days(aoi, ren, at - timedelta(days=2))
    large = days.converted("150000000", "大和重機株式会社", "岡田 誠", "okada@yamatojuki.co.jp")
    page = open_desk(mio, "en").page
    open_row(page, "Approvals", "p")
    expect(page.get_by_role("heading", name="Approvals", exact=True)).to_be_visible()
    with page.expect_navigation():
        page.locator("form[action$='/grant'] button[type=submit]").first.click()
    assert Opportunity.objects.get(lead=large).state == "open"

    page.goto("/")
    page.locator("#coaching-title").wait_for()
    open_row(page, "Overdue promises", "l")
    page.wait_for_url("**/leads/*")
    page.goto("/opportunities?as=list&owner=ren")
    expect(page.locator("tbody[data-rows] tr")).to_have_count(1)


def test_soras_day_in_japanese_delivers_and_learns(
    aoi: Person, ren: Person, sora: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days = scenery.Days(aoi, ren, at - timedelta(days=1))
    fresh = days.captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp")
    days.disqualified("西日本商会", "井上 進", "inoue@nishinihonshokai.co.jp")
    qualification.log_touch(
        fresh,
        "form",
        by=Actor.of(aoi, "web"),
        at=at - timedelta(hours=2),
        direction="inbound",
        content="資料請求",
    )
    Lead.objects.filter(pk=fresh).update(state="captured")
    reader = open_desk(sora, "ja")
    page = reader.page
    expect(page.locator("main")).to_contain_text("予算がない")
    open_row(page, "営業へ引き渡すリード", "c")
    reader.fill(page.url, f"/leads/{fresh}/deliver")
    assert Lead.objects.get(pk=fresh).state == "mql"

    page.goto("/reports")
    page.locator("main a[href='/reports/acceptance']").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/leads?state=disqualified")
    expect(page.locator("tbody[data-rows] tr")).to_have_count(1)


def test_keis_day_in_english_gives_owners_and_keeps_the_house(
    aoi: Person, ren: Person, kei: Person, team: Team, at: datetime, open_desk: OpenDesk
) -> None:
    lead = scenery.Days(aoi, ren, at).captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp")
    Lead.objects.filter(pk=lead).update(owner=None)
    reader = open_desk(kei, "en")
    page = reader.page
    open_row(page, "Without an owner", "o")
    reader.fill(
        page.url.partition("#")[0], f"/leads/{lead}/assign", person="aoi", reason="She knows the company"
    )
    assert Lead.objects.get(pk=lead).owner == aoi

    reader.fill("/settings/absences", "/settings/absences", **AWAY)
    page.goto("/settings/territories")
    page.goto("/settings/calendars?n=5&unit=business_days")
    expect(page.locator(".reckoned")).to_contain_text("30 Nov 2026")
    page.goto("/playbook")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


AWAY = {"person": "aoi", "from_at": "2026-12-01T09:00", "until_at": "2026-12-03T18:00"}


def open_row(page: Page, title: str, key: str) -> None:
    """To the first row of a section of Today, and its key."""
    section = page.locator("section", has=page.locator("h2", has_text=title))
    section.locator(".decision-name").first.focus()
    with page.expect_navigation():
        page.keyboard.press(key)


def fill_deal(page: Page, amount: str) -> None:
    """What the conversion asks of a ready lead beyond what is known, by the keyboard."""
    page.fill("[name='opportunity/product']", "Planner")
    page.fill("[name='opportunity/use_case']", "出荷計画")
    page.fill("[name='opportunity/amount/amount']", amount)
    page.select_option("[name='opportunity/amount_basis']", "discovery")
    page.fill("[name='opportunity/next_steps/0/action']", "デモ")
    page.select_option("[name='opportunity/next_steps/0/owner']", "ren")
    page.fill("[name='opportunity/next_steps/0/due_on']", "2026-11-27")
    page.fill("[name='opportunity/follow_up_plan']", "隔週の確認会")
    page.fill("[name='opportunity/risks']", "既存ERPの改修時期")
    page.select_option("[name='opportunity/discount/kind']", "none")
    page.fill("[name='opportunity/discount/checked_how']", "価格表どおり")
