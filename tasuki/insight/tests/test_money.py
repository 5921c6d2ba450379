"""What campaigns cost and bring, reckoned again by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tasuki.insight.asked import Asked, Seen
from tasuki.insight.figures import figure
from tasuki.insight.registry import report_named
from tasuki.insight.report import Answer, answer
from tasuki.insight.tests.history import Life, write
from tasuki.playbooks.presets import load_preset

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
BOOK = load_preset("article")
STATES = (1.0, 1.0, 1.0, 1.0, 1.0)
ALL = Seen()
pytestmark = pytest.mark.django_db


def asked(since: date, until: date, seen: Seen = ALL) -> Answer:
    return answer(report_named("closed_loop"), Asked(since, until, AT, "Asia/Tokyo", seen=seen), BOOK)


def together(found: Answer) -> dict[str, Any]:
    return {key: cell.value for key, cell in found.tables[0].total.cells.items()}


def test_a_period_bears_its_part_of_a_campaigns_money() -> None:
    """Spring cost 3,000 for 61 days, of which 30 lie in September."""
    write([Life(1, STATES, campaign="spring", deal="closed_won", amount=7), Life(2, campaign="spring")])
    found = together(asked(date(2026, 9, 1), date(2026, 9, 30)))
    spent = Decimal("1475.41")
    assert found["spent"] == {"JPY": spent}
    assert found["per_lead"] == {"JPY": Decimal("737.71")}
    assert found["per_won"] == {"JPY": spent}
    assert found["roi"] == pytest.approx(float((7 - spent) / spent))


@pytest.mark.parametrize(
    ("deal", "said"),
    [
        ("open", "too early to say"),
        ("pending_approval", "too early to say"),
        ("closed_lost", "-100.0%"),
        ("voided", "-100.0%"),
        ("closed_won", "-99.5%"),
    ],
)
def test_it_is_too_early_for_a_return_while_nothing_is_won_and_something_can_be(deal: str, said: str) -> None:
    write([Life(1, STATES, campaign="spring", deal=deal, amount=7)])
    found = asked(date(2026, 9, 1), date(2026, 9, 30))
    column = next(one for one in found.tables[0].table.columns if one.key == "roi")
    assert figure(found.tables[0].total.cells["roi"], column, "en") == said


def test_a_campaign_without_an_end_has_cost_all_of_its_money_by_today() -> None:
    write([Life(1, campaign="autumn")])
    assert together(asked(date(2026, 9, 1), date(2026, 12, 31)))["spent"] == {"JPY": Decimal(700)}


def test_money_without_days_is_named_and_planned_money_is_not_spent() -> None:
    write([Life(1, campaign="unknown"), Life(1, campaign="winter"), Life(1, campaign="free")])
    found = asked(date(2026, 9, 1), date(2026, 11, 20))
    assert together(found)["spent"] is None or together(found)["spent"] == {}
    assert [note.values["n"] for note in found.notes] == [1]


def test_who_sees_a_team_sees_its_leads_and_no_campaigns_money() -> None:
    write([Life(1, campaign="spring")])
    found = asked(date(2026, 9, 1), date(2026, 9, 30), Seen((), nobodys=True))
    assert together(found)["leads"] == 1
    assert not together(found)["spent"]
    assert together(found)["roi"] is None


def test_channels_are_ranked_by_what_each_unit_brought() -> None:
    """Only inbound campaigns cost money here: a hundred made for 1,475.41 spent; referrals have no yield to rank."""
    write(
        [Life(1, STATES, "inbound", campaign="spring", amount=9)]
        + [Life(1, STATES, "referral", amount=9)] * 3
    )
    question = Asked(date(2026, 9, 1), date(2026, 9, 30), AT, "Asia/Tokyo")
    table = answer(report_named("planned"), question, BOOK).tables[0]
    assert [row.group for row in table.rows] == [("inbound",), ("referral",)]
    brings = table.rows[0].cells["brings"]
    assert brings.value == pytest.approx(9 / 1475.41)
    assert brings.interval
    assert brings.interval.low < brings.value < brings.interval.high
    assert table.rows[0].cells["expected"].value is None
