"""A report's chart in a browser: every number is read whole, and the picture follows the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from tasuki.platform.people.models import Person
from tests.journeys import scenery
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]

# What stands beyond the edge of the picture, what is drawn in other letters than it was measured in, and how much of
# its place the picture leaves empty.
LOOK = """() => {
  const picture = document.querySelector(".chart-picture"), svg = picture.querySelector("svg");
  const edge = svg.getBoundingClientRect().right + 0.5;
  const cut = [...svg.querySelectorAll("text")].filter((one) => one.getBoundingClientRect().right > edge);
  const bare = (fonts) => fonts.replaceAll(/["' ]/g, "");
  const told = (one) => bare(one.getAttribute("font-family")) !== bare(getComputedStyle(one).fontFamily);
  const otherwise = [...svg.querySelectorAll("text[font-family]")].filter(told).map((one) => one.textContent);
  return { otherwise, cut: cut.map((one) => one.textContent), empty: picture.clientWidth - svg.width.baseVal.value };
}"""

MOVED = """window.moved = 0; new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
}).observe({ type: "layout-shift", buffered: true });"""


def test_the_numbers_of_a_split_funnel_are_read_whole_on_a_telephone_and_after_it_is_turned(
    aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk
) -> None:
    scenery.Days(aoi, ren, at - timedelta(days=2)).qualified(
        "株式会社アサヒ工業", "石井 智", "ishii@asahi.co.jp"
    )
    page = open_desk(mio, "ja").page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/reports/funnel?by=source")
    page.wait_for_selector("[data-drawn]")
    _is_whole(page)
    drawn = page.get_attribute("[data-drawn]", "data-drawn")
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_selector(f"[data-drawn]:not([data-drawn='{drawn}'])")
    _is_whole(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_a_chart_is_drawn(
    width: int, aoi: Person, ren: Person, mio: Person, at: datetime, open_desk: OpenDesk
) -> None:
    scenery.Days(aoi, ren, at - timedelta(days=2)).qualified(
        "株式会社アサヒ工業", "石井 智", "ishii@asahi.co.jp"
    )
    page = open_desk(mio, "ja", width).page
    page.add_init_script(MOVED)
    for report in ("funnel", "funnel?by=source", "targets", "acceptance"):
        page.goto(f"/reports/{report}")
        page.wait_for_selector("[data-drawn]")
        assert page.evaluate("window.moved") < 0.05, report


def _is_whole(page: Page) -> None:
    seen = page.evaluate(LOOK)
    assert seen["cut"] == []
    assert seen["otherwise"] == []
    assert abs(seen["empty"]) <= 8
