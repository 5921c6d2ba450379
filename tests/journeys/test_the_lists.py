"""Lists as people use them: filtered while they type, sorted, grouped, with the columns they want."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]
WORDS = {
    "ja": {
        "columns": "列",
        "show": "これらを表示",
        "group": "グループ化",
        "by_state": "状態",
        "company": "リード",
    },
    "en": {
        "columns": "Columns",
        "show": "Show these",
        "group": "Group",
        "by_state": "State",
        "company": "Lead",
    },
}


@pytest.fixture
def leads(aoi: Person, ren: Person, at: datetime) -> scenery.Days:
    days = scenery.Days(aoi, ren, at - timedelta(days=12))
    days.captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp")
    days.accepted("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    days.disqualified("西日本商会", "井上 進", "inoue@nishinihonshokai.co.jp")
    return days


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_menu_of_a_list_opens_within_a_telephone(
    language: str, leads: scenery.Days, aoi: Person, open_desk: OpenDesk
) -> None:
    page = open_desk(aoi, language, 390).page
    page.goto("/leads")
    for tool in page.locator(".tool").all():
        tool.locator("summary").click()
        menu = tool.locator(".tool-menu").bounding_box()
        assert menu
        assert menu["x"] >= 0
        assert menu["x"] + menu["width"] <= 390
        tool.locator("summary").click()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_list_is_filtered_grouped_sorted_and_laid_out_as_one_wants_it(
    language: str, leads: scenery.Days, aoi: Person, open_desk: OpenDesk
) -> None:
    words, desk = WORDS[language], open_desk(aoi, language)
    page = desk.page
    desk.read("/leads")
    with page.expect_response(lambda answer: "q=" in answer.url):
        page.fill("#q", "ミドリ")
    page.wait_for_function("() => document.querySelectorAll('#rows tbody tr').length === 1")
    assert page.url.endswith("/leads?q=%E3%83%9F%E3%83%89%E3%83%AA")
    desk.read("/leads")
    page.get_by_text(words["group"], exact=True).click()
    page.locator(".tool[open] a", has_text=words["by_state"]).first.click()
    page.wait_for_url("**group=state**")
    page.locator(".list-groups a").nth(1).click()
    page.wait_for_url("**state=**")
    assert page.locator("#rows tbody tr").count() == 1
    desk.read("/leads")
    page.locator("thead th a", has_text=words["company"]).first.click()
    page.wait_for_url("**sort=company**")
    assert "青葉" in page.locator("#rows tbody tr").last.inner_text()
    page.get_by_text(words["columns"], exact=True).click()
    page.locator(".columns-chosen input[value=email]").check()
    page.get_by_text(words["show"], exact=True).click()
    page.wait_for_url("**col=email**")
    assert "kobayashi@aobadenki.co.jp" in page.locator("#rows tbody").inner_text()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        desk.picture("list", width)
        desk.check_fits("the list", width)
        desk.check_accessibility(f"the list, {width} wide")
    desk.check_language("the list")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_cell_is_changed_where_it_stands(
    language: str, leads: scenery.Days, aoi: Person, open_desk: OpenDesk
) -> None:
    desk = open_desk(aoi, language)
    page = desk.page
    desk.read("/leads?q=ミドリ&col=title&col=employees")
    title = page.locator("a.cell[href$='/cells/title']")
    title.click()
    field = page.locator(".cell-form input[name='person/title']")
    expect(field).to_be_focused()
    field.press("Escape")
    assert title.inner_text() == "情報システム部長"
    title.click()
    field.fill("取締役")
    desk.picture("list-cell", 1440)
    field.press("Enter")
    page.wait_for_function("() => document.querySelector('a.cell')?.textContent === '取締役'")
    page.wait_for_function("() => document.activeElement.matches('a.cell[href$=\"/cells/title\"]')")
    page.locator("a.cell[href$='/cells/employees']").click()
    field = page.locator(".cell-form input[name='company/employees']")
    field.fill("many")
    field.press("Enter")
    page.locator(".cell-problem").wait_for()
    assert page.locator(".cell-form input[name='company/employees']").input_value() == "many"
    desk.check_accessibility("a cell that was refused")
    desk.check_language("a cell that was refused")
    desk.picture("list-cell-refused", 1440)
    desk.read("/leads?q=ミドリ&col=title")
    assert "取締役" in page.inner_text("#rows tbody")


@pytest.mark.parametrize(("language", "javascript"), [("ja", True), ("en", False)])
def test_many_rows_are_ticked_and_changed_together_and_back(
    language: str, javascript: bool, leads: scenery.Days, aoi: Person, open_desk: OpenDesk
) -> None:
    desk = open_desk(aoi, language, javascript=javascript)
    page = desk.page
    desk.read("/leads?col=segment")
    if javascript:
        page.keyboard.press("j")
        page.keyboard.press("x")
        assert page.locator("[data-count]").inner_text() == "1"
        page.locator("[data-pick-all]").check()
        desk.picture("list-ticked", 1440)
    else:
        for tick in page.locator("input[form=bulk-form][name=id]").all():
            tick.check()
    page.locator(".bulk select").select_option("edit:segment")
    page.locator(".bulk button.btn-primary").click()
    page.wait_for_url("**/leads/bulk")
    desk.picture("bulk-ask", 1440)
    desk.check_language("the question before many are changed")
    page.locator("select[name='company/segment']").select_option("enterprise")
    page.locator("form[action='/lists/leads/bulk/run'] button.btn-primary").click()
    page.wait_for_url("**/bulk/*")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        desk.picture("bulk-done", width)
        desk.check_fits("what came of it", width)
    if javascript:
        desk.check_accessibility("what came of it")
    assert Lead.objects.filter(segment="enterprise").count() == 3
    page.locator("form[action$='/undo'] button").click()
    page.wait_for_load_state()
    assert Lead.objects.filter(segment="enterprise").count() == 0
