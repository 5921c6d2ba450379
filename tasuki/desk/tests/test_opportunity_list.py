"""The list of opportunities: its order, its pages, its totals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.desk.panels import opportunity_list
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Opportunity

Visit = Callable[..., Visitor]
LIST = "/opportunities?as=list"


@pytest.fixture
def deals(ren: Person, at: datetime, clock: list[datetime]) -> None:
    """Five of Ren's: A closes last, B has no close date, C has no amount."""
    for n, name in enumerate("ABCDE"):
        Opportunity.objects.create(
            name=f"deal {name}", stage="discovery", owner=ren, probability=Decimal("0.1"),
            amount=None if name == "C" else Decimal(1000 * (n + 1)),
            close_on=None if name == "B" else date(2027, 6, 30) - timedelta(days=n),
            stage_since=at - timedelta(days=n), created_at=at - timedelta(days=n),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "order"), [("new", "ABCDE"), ("close", "EDCAB"), ("amount", "EDBAC"), ("stage", "EDCBA")]
)
def test_each_order_goes_on_from_page_to_page(
    sort: str, order: str, deals: None, ren: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opportunity_list, "ROWS", 2)
    desk, path, seen = visit(ren, "en"), f"{LIST}&sort={sort}", ""
    while path:
        page = desk.read(path)
        seen += "".join(part[0] for part in page.split("<strong>deal ")[1:])
        more = page.split('class="more"')[1:]
        path = (
            "/opportunities" + more[0].split('href="')[1].split('"')[0].replace("&amp;", "&") if more else ""
        )
    assert seen == order


def test_a_page_keeps_the_filter_and_the_order(
    deals: None, ren: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opportunity_list, "ROWS", 2)
    page = visit(ren).read(f"{LIST}&sort=close&owner=me")
    following = page.split('class="more"')[1]
    for part in ("as=list", "sort=close", "owner=me"):
        assert part in following


def test_a_cursor_of_another_order_is_refused(deals: None, ren: Person, visit: Visit) -> None:
    visit(ren, "en").read(f"{LIST}&sort=close&cursor=WyJub3doZXJlIiwxXQ", status=422)


def test_the_totals_are_those_of_the_choice(deals: None, ren: Person, mio: Person, visit: Visit) -> None:
    desk = visit(mio, "en")
    assert "¥12,000" in desk.read(LIST)
    assert "¥12,000" not in desk.read(f"{LIST}&q=deal+E")
