"""Five tasks at the desk, counted in the browser; docs/explanation/clicks.md says the same, with seconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tests.journeys import scenery
from tests.journeys.browsing import REPOSITORY, Reader
from tests.journeys.test_days_of_the_roles import fill_deal

OpenDesk = Callable[..., Reader]
PAGE = REPOSITORY / "docs" / "explanation" / "clicks.md"
ROW = re.compile(
    r"^\| (?P<task>[^|]+) \| (?P<clicks>\d+) \| (?P<fields>\d+) \| (?P<keys>\d+) \| (?P<seconds>[\d.]+) \|",
    re.MULTILINE,
)
# The keystroke-level model (Card, Moran and Newell 1980), in seconds: an average typist's key, pointing, pressing the
# button of the mouse, a hand going from one device to the other, and thinking of what comes next.
KEY, POINT, PRESS, HOME, THINK = 0.28, 1.1, 0.2, 0.4, 1.35
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]

# What a hand does: a press of the button of a mouse, and a field whose value is another than before.
COUNT = """
const told = JSON.parse(sessionStorage.counted ?? '{"clicks": 0, "fields": [], "keys": 0}');
const keep = () => { sessionStorage.counted = JSON.stringify(told); };
addEventListener("pointerdown", () => { told.clicks += 1; keep(); }, true);
addEventListener("change", ({ target }) => {
  if (!target.name || told.fields.includes(target.name)) return;
  told.fields.push(target.name);
  told.keys += "selectedOptions" in target || target.type === "checkbox" ? 1 : target.value.length;
  keep();
}, true);
"""


@dataclass(frozen=True)
class Counted:
    """``keys`` are the letters that were typed, one for a choice from a list."""

    clicks: int
    fields: int
    keys: int

    @property
    def seconds(self) -> float:
        """By the keystroke-level model, without what the server takes: each click and each field is thought of first.

        A field is reached by one key; the hand goes to the keyboard and back once.
        """
        clicking = self.clicks * (THINK + POINT + PRESS)
        typing = self.fields * (THINK + KEY) + self.keys * KEY
        return round(clicking + typing + (2 * HOME if self.fields else 0), 1)


def test_five_tasks_take_the_clicks_and_fields_that_the_documentation_says(
    aoi: Person, ren: Person, at: datetime, open_desk: OpenDesk
) -> None:
    days, today = scenery.Days(aoi, ren, at - timedelta(days=2)), scenery.Days(aoi, ren, at)
    called = today.captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp")
    scenery.qualification.log_touch(
        called, "form", by=today.sdr, at=at, direction="inbound", content="資料請求"
    )
    handed = days.handed_over("北陸精密株式会社", "田中 舞", "tanaka@hokurikuseimitsu.co.jp")
    ready = days.in_discovery("東海部品株式会社", "加藤 学", "kato@tokaibuhin.co.jp")
    sdr, ae = open_desk(aoi, "en").page, open_desk(ren, "en").page
    for page in (sdr, ae):
        page.add_init_script(COUNT)
    found = {
        "Log a call": _counted(sdr, _log_a_call),
        "Accept a lead": _counted(sdr, _accept),
        "Decide on a handoff": _counted(ae, _decide),
        "Convert a ready lead": _counted(ae, _convert),
        "Close a deal as lost, with its reason": _counted(ae, _lose),
    }
    assert Lead.objects.get(pk=called).state == "sal"
    assert Lead.objects.get(pk=handed).state == "discovery"
    assert Opportunity.objects.get(lead=ready).state == "closed_lost"
    assert found["Convert a ready lead"].clicks == 2
    assert found == {task: counted for task, (counted, _) in _told().items()}
    assert {task: counted.seconds for task, counted in found.items()} == {
        task: seconds for task, (_, seconds) in _told().items()
    }


def _counted(page: Page, task: Callable[[Page], None]) -> Counted:
    page.goto("/")
    page.evaluate("sessionStorage.removeItem('counted')")
    page.reload()
    task(page)
    counted = page.evaluate("JSON.parse(sessionStorage.counted)")
    return Counted(counted["clicks"], len(counted["fields"]), counted["keys"])


def _told() -> Mapping[str, tuple[Counted, float]]:
    """The table of the documentation: what was counted, and its seconds."""
    rows = ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return {
        row["task"]: (
            Counted(int(row["clicks"]), int(row["fields"]), int(row["keys"])),
            float(row["seconds"]),
        )
        for row in rows
    }


def _log_a_call(page: Page) -> None:
    _section(page, "Leads to contact").get_by_role("link", name="Log the contact").click()
    page.locator(".decision-form [name=content]").fill("出荷の遅れ")
    with page.expect_navigation():
        page.locator(".decision-form").get_by_role("button", name="Log it").click()


def _accept(page: Page) -> None:
    _section(page, "Leads to accept").get_by_role("link", name="Accept").click()
    with page.expect_navigation():
        page.locator(".decision-form").get_by_role("button", name="Accept (SAL)").click()


def _decide(page: Page) -> None:
    _section(page, "Handoffs to decide").get_by_role("link", name="Read and decide").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Accept: begin discovery").click()


def _convert(page: Page) -> None:
    _section(page, "Convert now").get_by_role("link", name="Convert").last.click()
    fill_deal(page, "11500000")
    with page.expect_navigation():
        page.get_by_role("button", name="Convert to an opportunity").click()


def _lose(page: Page) -> None:
    page.get_by_role("link", name="Opportunities", exact=True).click()
    page.locator(".deal-name a").first.click()
    page.locator("summary", has_text="Close as lost").click()
    form = page.locator("form[action$='/lose']")
    form.locator("[name=reason]").select_option("price")
    form.locator("[name=rationale]").fill("B社の見積もりが三割安く、保守費用の差を埋められなかった。")
    with page.expect_navigation():
        form.get_by_role("button", name="Close as lost").click()
    expect(page.locator(".said")).to_contain_text("closed as lost")


def _section(page: Page, title: str) -> Locator:
    return page.locator("section", has=page.locator("h2", has_text=title))
