"""What is due by today is told so that what came can be held against it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import Life, write
from tasuki.playbooks.presets import load_preset

AT = datetime.fromisoformat("2026-11-30T01:00:00+00:00")
WEEK = Asked(date(2026, 11, 23), date(2026, 11, 29), AT, "Asia/Tokyo")


@pytest.mark.django_db
def test_an_average_amount_says_in_which_currency_it_is() -> None:
    write([Life(80, (1, 1, 1, 1, 0.5), deal="open", amount=one) for one in (1, 2)])
    cell = answer(report_named("targets"), WEEK, load_preset("article")).tables[1].total.cells["amount"]
    assert (cell.value, cell.whole) == ({"JPY": Decimal("1.50")}, 2)


@pytest.mark.django_db
def test_nine_opportunities_do_not_do_for_nine_and_a_third() -> None:
    """Forty a month are 9.33 in a week: nine are behind, and it says so with ten."""
    write([Life(80, (1, 1, 1, 1, 0.5), deal="open", amount=1)] * 9)
    note = answer(report_named("targets"), WEEK, load_preset("article")).notes[1]
    assert {key: note.values[key] for key in ("came", "due", "wanted")} == {
        "came": 9,
        "due": 10,
        "wanted": 10,
    }
    assert note.template.endswith("behind.")
