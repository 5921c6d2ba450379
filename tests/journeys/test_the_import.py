"""A file through the wizard in a browser: the preview follows every choice, the progress by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.intake import actions
from tasuki.stages.intake.models import Import, Upload
from tests.journeys.browsing import Reader

OpenDesk = Callable[..., Reader]
pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]
FILE = "会社名,氏名,メールアドレス,備考\n株式会社北斗精機,山本 由美,yumi@hokuto.co.jp,至急\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "展示会.csv"
    path.write_bytes(FILE.encode("cp932"))
    return path


def bring(reader: Reader, file: Path) -> None:
    reader.read("/imports")
    reader.page.set_input_files("[name=file]", file)
    with reader.page.expect_navigation():
        reader.page.click("main form:has([name=file]) button[type=submit]")


def test_the_preview_and_the_progress_follow_by_themselves(
    mio: Person, at: datetime, open_desk: OpenDesk, file: Path
) -> None:
    reader = open_desk(mio, "en")
    page = reader.page
    bring(reader, file)
    page.select_option("[name=encoding]", "utf-16")
    page.wait_for_selector("#looked .warned, #looked .problem")
    page.select_option("[name=encoding]", "")
    page.wait_for_selector("#looked td:has-text('山本 由美')")
    with page.expect_navigation():
        page.click("button[value=continue]")
    page.select_option("#column-3", "-")
    page.wait_for_selector("#preview dt:has-text('Left out')")
    assert page.locator("#preview th:has-text('備考')").count() == 0
    assert not page.locator("#name-3").is_visible()
    page.select_option("#column-3", "fields.")
    page.wait_for_selector("#preview .problem")
    page.fill("#name-3", "remark")
    page.dispatch_event("#name-3", "change")
    page.wait_for_selector("#preview th:has-text('custom field “remark”')")
    with page.expect_navigation():
        page.click("button[value=continue]")
    with page.expect_navigation():
        page.click("button[value=try]")
    page.wait_for_selector("#run progress")
    actions.carry_out(Import.objects.get(state="waiting").pk, at=at)
    page.wait_for_selector("#run .counted")
    assert not Lead.objects.exists()
    with page.expect_navigation():
        page.click("button[value=import]")
    actions.carry_out(Import.objects.get(state="waiting").pk, at=at)
    page.wait_for_selector("#run .counted a")
    assert Lead.objects.get().fields == {"remark": "至急"}


def test_somebody_who_signed_out_meanwhile_is_asked_to_sign_in(
    mio: Person, at: datetime, open_desk: OpenDesk, file: Path
) -> None:
    reader = open_desk(mio, "en")
    page = reader.page
    bring(reader, file)
    run = actions.start_import(Upload.objects.get().pk, by=_actor(mio), at=at)
    reader.read(f"/imports/{run.pk}")
    page.context.clear_cookies()
    page.wait_for_url("**/sign-in**")
    assert page.locator("[name=password]").is_visible()


def test_the_wizard_needs_no_script(mio: Person, at: datetime, open_desk: OpenDesk, file: Path) -> None:
    reader = open_desk(mio, "ja", javascript=False)
    page = reader.page
    bring(reader, file)
    for button in ("continue", "continue", "import"):
        with page.expect_navigation():
            page.click(f"main button[value={button}]")
    actions.carry_out(Import.objects.get().pk, at=at)
    with page.expect_navigation():
        page.click("#run .actions a >> nth=0")
    assert page.locator("#run .counted").is_visible()
    assert Lead.objects.get().name == "山本 由美"


def _actor(person: Person) -> Actor:
    return Actor.of(person, "web")
