"""The playbook in a browser: read by everybody, changed by those who agree on it, announced to all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tests.journeys import scenery
from tests.journeys.browsing import Reader
from tests.journeys.scenery import DRAFT
from tests.journeys.test_every_page import look_at

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_agreement_can_be_read_by_everybody(language: str, aoi: Person, open_desk: OpenDesk) -> None:
    reader = open_desk(aoi, language)
    found: list[str] = []
    reader.read("/playbook/terms")
    chapters = [one.get_attribute("href") for one in reader.page.locator(".chapters a").all()]
    assert len(chapters) == 13
    for path in ("/playbook", *chapters):
        assert path is not None
        reader.read(path)
        found += look_at(reader, f"playbook-{path.rpartition('/')[2]}", "light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "javascript"), [("ja", True), ("en", False)])
def test_a_version_is_drafted_signed_by_two_and_announced(
    language: str,
    javascript: bool,
    mio: Person,
    sora: Person,
    kei: Person,
    aoi: Person,
    open_desk: OpenDesk,
) -> None:
    drafting = open_desk(mio, language, javascript=javascript)
    drafting.fill("/playbook/versions", "/playbook/versions/begin", note="初回連絡を早める")
    clock, gate = f"{DRAFT}/tables/sla/rows/SL-2", f"{DRAFT}/tables/gate/rows/opportunity"
    drafting.fill(clock, clock, within="4 h")
    drafting.fill(gate, gate, require__budget="3")
    wrong = drafting.fill(clock, clock, 422, within="すぐ")
    assert "すぐ" in wrong
    drafting.fill(f"{DRAFT}/decide", f"{DRAFT}/sign", comment="営業として守れます")
    marketing = open_desk(sora, language, 390, javascript=javascript)
    marketing.fill(f"{DRAFT}/decide", f"{DRAFT}/sign")
    publishing = open_desk(kei, language, javascript=javascript)
    publishing.fill(f"{DRAFT}/decide", f"{DRAFT}/publish", announcement__ja="初回連絡は4時間以内です。")
    assert in_force().slas["SL-2"].within == "4 h"
    reader = open_desk(aoi, language, 390, javascript=javascript)
    assert "初回連絡は4時間以内です。" in reader.read("/")
    found = look_at(reader, "today-announcement", "light") if javascript else []
    reader.page.locator(".announcement button").click()
    reader.page.wait_for_url("**/")
    assert reader.page.locator(".announcement").count() == 0
    assert not found, "\n".join(found)


def test_a_problem_of_the_text_leads_to_its_line(mio: Person, at: datetime, open_desk: OpenDesk) -> None:
    scenery.draft_next(mio, at)
    reader = open_desk(mio, "ja")
    reader.read(f"{DRAFT}/toml")
    text = reader.page.input_value("#toml")
    broken = text.replace('within = "48 h"', 'within = "soon"', 1)
    reader.page.evaluate("text => { document.querySelector('#toml').value = text; }", broken)
    reader.page.get_by_role("button", name="草案を保存").click()
    reader.page.wait_for_selector(".wrong")
    line = broken.split("\n").index('within = "soon"') + 1
    reader.page.locator(f"[data-line='{line}']").click()
    chosen = reader.page.locator("#toml").evaluate(
        "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    )
    assert chosen == 'within = "soon"'
    found = look_at(reader, "playbook-toml-wrong", "light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "light"), [("ja", "light"), ("en", "dark")])
def test_the_pages_of_a_draft_are_readable(
    language: str, light: str, mio: Person, at: datetime, open_desk: OpenDesk
) -> None:
    scenery.draft_next(mio, at)
    reader = open_desk(mio, language)
    reader.page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
    found: list[str] = []
    for name, path, status in scenery.DRAFT_PAGES:
        reader.read(path, status)
        found += look_at(reader, name, light)  # type: ignore[arg-type]
    assert not found, "\n".join(found)
