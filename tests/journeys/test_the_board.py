"""The board in a browser: a card is dragged, comes back when it is refused, and moves by the keyboard as well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tasuki.platform.people.models import Person
from tasuki.records.models import Opportunity
from tests.journeys.browsing import Reader
from tests.journeys.scenery import Days

OpenDesk = Callable[..., Reader]
BOARD = "/opportunities?as=board"
pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def deal(aoi: Person, ren: Person, at: datetime) -> Opportunity:
    """In discovery, by a real conversion two days ago."""
    lead = Days(aoi, ren, at - timedelta(days=2)).converted(
        "11500000", "株式会社サンプル製作所", "高橋 美咲", "misaki.takahashi@example.co.jp"
    )
    return Opportunity.objects.get(lead=lead)


def test_a_card_is_dragged_and_both_columns_add_up_anew(
    deal: Opportunity, ren: Person, open_desk: OpenDesk
) -> None:
    reader = open_desk(ren)
    reader.read(BOARD)
    page = reader.page
    _drop(page, deal, "qualification")
    expect(_count(page, "qualification")).to_have_text("1")
    expect(_count(page, "discovery")).to_have_text("0")
    expect(page.locator("#board-said")).to_contain_text(deal.name)
    expect(_card(page, deal).locator("a").first).to_be_focused()
    deal.refresh_from_db()
    assert deal.stage == "qualification"
    reader.check_accessibility("board")
    reader.check_language("board")
    reader.picture("board", 1440)


def test_a_drop_that_needs_a_reason_comes_back_and_asks_for_it(
    deal: Opportunity, ren: Person, open_desk: OpenDesk
) -> None:
    reader = open_desk(ren, "en")
    reader.read(BOARD)
    page = reader.page
    _drop(page, deal, "negotiation")
    dialog = page.locator("#board-dialog")
    expect(dialog).to_contain_text("HY-6")
    expect(page.locator("#column-discovery").locator(f"#deal-{deal.pk}")).to_have_count(1)
    expect(_count(page, "discovery")).to_have_text("1")
    expect(_count(page, "negotiation")).to_have_text("0")
    reader.check_accessibility("board-dialog")
    reader.picture("board-dialog", 1440)
    dialog.locator("textarea").fill("契約書の案が先方から届いた")
    dialog.get_by_role("button", name="Move there").click()
    expect(dialog).to_be_hidden()
    expect(_count(page, "negotiation")).to_have_text("1")
    deal.refresh_from_db()
    assert (deal.stage, deal.stage_history[-1]["evidence"]) == ("negotiation", "契約書の案が先方から届いた")


def test_a_refused_drop_comes_back_and_says_why(deal: Opportunity, ren: Person, open_desk: OpenDesk) -> None:
    reader = open_desk(ren, "en")
    reader.read(BOARD)
    page = reader.page
    Opportunity.objects.filter(pk=deal.pk).update(state="closed_lost")
    _drop(page, deal, "qualification")
    expect(page.locator("#board-dialog .problem")).to_be_visible()
    expect(page.locator("#column-discovery").locator(f"#deal-{deal.pk}")).to_have_count(1)
    page.locator("#board-dialog [data-close]").click()
    expect(page.locator("#board-said")).to_contain_text("back where it was")
    deal.refresh_from_db()
    assert deal.stage == "discovery"


def test_a_deal_is_won_from_the_board_and_leaves_it(
    deal: Opportunity, ren: Person, open_desk: OpenDesk
) -> None:
    reader = open_desk(ren, "en")
    reader.read(BOARD)
    page = reader.page
    _drop(page, deal, "closed_won")
    page.locator("#board-dialog").get_by_role("button", name="Move there").click()
    expect(_card(page, deal)).to_have_count(0)
    expect(_count(page, "discovery")).to_have_text("0")
    deal.refresh_from_db()
    assert deal.state == "closed_won"


def test_the_keyboard_moves_a_card_by_its_menu(deal: Opportunity, ren: Person, open_desk: OpenDesk) -> None:
    reader = open_desk(ren)
    reader.read(BOARD)
    page = reader.page
    _card(page, deal).locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(_card(page, deal).locator("select")).to_be_focused()
    assert _card(page, deal).locator("select").input_value() == "qualification"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(_count(page, "qualification")).to_have_text("1")
    deal.refresh_from_db()
    assert deal.stage == "qualification"


def test_one_key_walks_the_cards_and_one_opens_the_menu(
    deal: Opportunity, ren: Person, open_desk: OpenDesk
) -> None:
    page = open_desk(ren, "en").page
    page.goto(BOARD)
    page.keyboard.press("j")
    expect(_card(page, deal).locator("a").first).to_be_focused()
    page.keyboard.press("m")
    expect(_card(page, deal).locator("select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(_card(page, deal).locator("select")).to_be_hidden()
    expect(_card(page, deal).locator("summary")).to_be_focused()


def test_a_card_that_stays_after_all_has_the_focus(
    deal: Opportunity, ren: Person, open_desk: OpenDesk
) -> None:
    page = open_desk(ren, "en").page
    page.goto(BOARD)
    _drop(page, deal, "negotiation")
    expect(page.locator("#board-dialog textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(_card(page, deal).locator("a").first).to_be_focused()


def test_the_menu_works_on_a_telephone_without_javascript(
    deal: Opportunity, ren: Person, open_desk: OpenDesk
) -> None:
    reader = open_desk(ren, "en", 390, javascript=False)
    reader.read(BOARD)
    reader.fill(BOARD, f"/opportunities/{deal.pk}/advance", stage="qualification")
    deal.refresh_from_db()
    assert deal.stage == "qualification"


def _drop(page: Page, deal: Opportunity, stage: str) -> None:
    target = page.locator(f'.column-cards[data-stage="{stage}"]')
    _card(page, deal).locator(".deal-figures").drag_to(target, target_position={"x": 20, "y": 20})


def _card(page: Page, deal: Opportunity) -> Locator:
    return page.locator(f"#deal-{deal.pk}")


def _count(page: Page, stage: str) -> Locator:
    return page.locator(f"#column-{stage} .column-count")
