"""The frame in a browser: one key, one act; menus and light without JavaScript; what is said when nothing answers."""

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

# A key as an input method takes it: `isComposing`, or the code 229 that some browsers report instead.
COMPOSE = """([key, how]) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...how }))"""


def test_keys_walk_the_list_open_a_row_and_go_to_places(
    aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days = scenery.Days(aoi, ren, at)
    days.captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp")
    lead = days.captured("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    page = open_desk(aoi, "ja").page
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/leads")
    links = page.locator("tbody[data-rows] tr td:nth-child(2) a")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{lead}")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(lambda url: url.endswith("/"))


def test_a_key_stands_in_the_help_of_the_pages_that_have_it(
    aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk
) -> None:
    scenery.Days(aoi, ren, at).captured("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    page = open_desk(aoi, "en").page
    for place, ticks in (("/leads", 1), ("/gallery", 0)):
        page.goto(place)
        page.keyboard.press("?")
        expect(page.locator("#help dd", has_text="tick the row")).to_have_count(ticks)


def test_help_lists_the_keys_of_the_page_and_can_turn_them_off(aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "en").page
    page.goto("/gallery")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    expect(help_).to_contain_text("open the fold")
    expect(help_).to_contain_text("go to: Leads")
    help_.get_by_label("Single keys act on this device").uncheck()
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.keyboard.press("?")
    expect(help_).to_be_hidden()
    page.locator(".bar-me summary").click()
    page.get_by_role("button", name="Keys and help").click()
    help_.get_by_label("Single keys act on this device").check()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.locator("#sample-evidence-kind")).to_be_focused()


@pytest.mark.parametrize(
    "how", [{"isComposing": True}, {"keyCode": 229}, {"ctrlKey": True}, {"metaKey": True}]
)
def test_a_key_of_the_input_method_or_with_a_modifier_does_nothing(
    how: dict[str, object], aoi: Person, open_desk: OpenDesk
) -> None:
    page = open_desk(aoi, "ja").page
    assert pressed(page, "?", how), "nobody took the key"
    expect(page.locator("#help")).to_be_hidden()
    assert not pressed(page, "?", {})
    expect(page.locator("#help")).to_be_visible()


def pressed(page: Page, key: str, how: dict[str, object]) -> bool:
    """Whether the key was left to the browser."""
    left: bool = page.evaluate(COMPOSE, [key, how])
    return left


def test_a_page_jumps_to_its_place_so_that_nothing_moves_under_the_pointer(
    aoi: Person, open_desk: OpenDesk
) -> None:
    page = open_desk(aoi, "en").page
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_keys_rest_while_somebody_types(aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "ja").page
    page.goto("/leads")
    page.keyboard.press("/")
    search = page.locator("main [name=q]")
    expect(search).to_be_focused()
    page.keyboard.type("gt?jk")
    assert search.input_value() == "gt?jk"
    expect(page.locator("#help")).to_be_hidden()


def test_somebody_chooses_dark_without_javascript(aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "en", width=390, javascript=False).page
    page.goto("/leads")
    light = ground(page)
    page.locator(".bar-me summary").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/leads")
    dark = ground(page)
    assert light != dark
    page.emulate_media(color_scheme="dark")
    assert ground(page) == dark
    page.locator(".bar-me summary").click()
    page.get_by_role("button", name="Light").click()
    assert ground(page) == light


def ground(page: Page) -> str:
    colour: str = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    return colour


def test_the_menu_of_a_telephone_works_without_javascript(aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "en", width=390, javascript=False).page
    page.locator(".bar-more summary").click()
    page.locator(".bar-more").get_by_role("link", name="Contacts").click()
    page.wait_for_url("**/contacts")


def test_a_server_that_cannot_be_reached_is_said_and_what_was_typed_stays(
    aoi: Person, open_desk: OpenDesk
) -> None:
    reader = open_desk(aoi, "en")
    reader.read("/leads")
    reader.page.route("**/leads?*", lambda route: route.abort())
    reader.page.fill("main [name=q]", "ミドリ")
    expect(reader.page.get_by_role("status")).to_contain_text("cannot be reached")
    assert reader.page.input_value("main [name=q]") == "ミドリ"
    reader.troubles = [one for one in reader.troubles if "ERR_FAILED" not in one and "htmx" not in one]


@pytest.mark.parametrize("width", [390, 360, 320])
def test_the_places_fit_on_a_telephone(width: int, aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "en", width).page
    page.goto("/opportunities")
    ends = page.locator(".bar-places > a:visible, .bar-more > summary").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert len(ends) == 6
    assert max(ends) <= width
