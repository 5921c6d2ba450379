"""The list of opportunities: its order, its pages, its totals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tasuki.desk.lists import page as paged
from tasuki.desk.tests.test_lists import pages
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
    ("sort", "order"),
    [("-new", "ABCDE"), ("close", "EDCAB"), ("-close", "ACDEB"), ("-amount", "EDBAC"), ("stage", "EDCBA")],
)
def test_each_order_goes_on_from_page_to_page(
    sort: str, order: str, deals: None, ren: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged, "ROWS", 2)
    found = pages(visit(ren, "en"), f"{LIST}&sort={sort}")
    assert "".join(part[0] for page in found for part in page.split("<strong>deal ")[1:]) == order


def test_a_page_keeps_the_filter_and_the_order(
    deals: None, ren: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged, "ROWS", 2)
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


def test_the_totals_follow_every_filter_of_the_list(
    deals: None, ren: Person, mio: Person, visit: Visit
) -> None:
    desk = visit(mio, "en")
    assert "¥12,000" in desk.read(f"{LIST}&owner=team")
    assert "Open pipeline" not in desk.read(f"{LIST}&owner=nobody")
    assert "Open pipeline" not in desk.read(f"{LIST}&state=closed_won")


def test_a_deal_is_called_old_by_the_longest_stay_that_the_agreement_allows(
    deals: None, ren: Person, at: datetime, visit: Visit
) -> None:
    Opportunity.objects.filter(name="deal E").update(stage_since=at - timedelta(days=40))
    page = visit(ren, "en").read(LIST)
    assert 'class="age-old"' in page.split("<strong>deal E")[1].split("</tr>")[0]
    assert "age-" not in page.split("<strong>deal A")[1].split("</tr>")[0]
