"""The palette: from anywhere by one chord, by letters and arrows to a record; an input method is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.people.models import Person
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]

AN_INPUT_METHOD_CONFIRMS = """
(input) => {
  input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  input.value = "みどり";
  input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
  const key = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, isComposing: true });
  const wasTaken = !input.dispatchEvent(key);
  input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
  return wasTaken;
}
"""


@pytest.fixture
def midori(aoi: Person, ren: Person, at: datetime) -> str:
    days = scenery.Days(aoi, ren, at)
    days.captured("東みどり物流株式会社", "東 翠", "higashi@higashi-midori.co.jp")
    lead = days.captured("有限会社ミドリ", "緑川 圭", "midorikawa@midori.co.jp")
    return f"/leads/{lead}"


def test_a_record_is_reached_by_the_keyboard_alone(midori: str, aoi: Person, open_desk: OpenDesk) -> None:
    reader = open_desk(aoi, "en")
    page = reader.page
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open] [role=option]")
    field = page.locator("#palette input")
    field.press_sequentially("みどり")
    page.locator("#palette [role=option]", has_text="東みどり物流株式会社").wait_for()
    lead = page.locator("#palette [role=option]", has_text="有限会社ミドリ").first
    lead.wait_for()
    assert lead.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == lead.get_attribute("id")
    reader.check_accessibility("palette")
    field.press("ArrowDown")
    assert lead.get_attribute("aria-selected") == "false"
    field.press("ArrowUp")
    with page.expect_navigation():
        field.press("Enter")
    assert page.url.endswith(midori)
    page.keyboard.press("Control+k")
    recent = page.locator("#palette [role=option]").first
    recent.wait_for()
    assert "有限会社ミドリ" in recent.inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def test_confirming_with_an_input_method_goes_nowhere(midori: str, aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "ja").page
    page.locator("[data-opens=palette]").click()
    page.wait_for_selector("#palette[open] [role=option]")
    assert page.locator("#palette input").evaluate(AN_INPUT_METHOD_CONFIRMS) is False
    page.locator("#palette [role=option]", has_text="有限会社ミドリ").first.wait_for()
    assert page.locator("#palette").is_visible()


def test_without_scripts_the_same_search_is_a_page(midori: str, aoi: Person, open_desk: OpenDesk) -> None:
    page = open_desk(aoi, "ja", 390, javascript=False).page
    page.locator(".bar-search").click()
    page.fill("main input[name=q]", "ﾐﾄﾞﾘ")
    page.locator("main button[type=submit]").click()
    assert page.locator(f'main a[href="{midori}"]').count() == 1
