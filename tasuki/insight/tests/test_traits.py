"""Which traits go with winning, asked of the closed opportunities of a company."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Opportunity
from tasuki.rules.wording import Sentence

BOOK = load_preset("article")
AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
YEAR = Asked(date(2025, 11, 21), date(2026, 11, 20), AT, "Asia/Tokyo")
pytestmark = pytest.mark.django_db


def close(source: str, won: int, lost: int) -> None:
    made = AT - timedelta(days=60)
    Opportunity.objects.bulk_create(
        Opportunity(
            name=f"{source} {place}", source=source, stage="discovery", stage_since=made, created_at=made,
            state="closed_won" if place < won else "closed_lost", closed_at=AT - timedelta(days=5),
        )
        for place in range(won + lost)
    )  # fmt: skip


def said() -> dict[str, object]:
    table = next(
        one for one in answer(report_named("traits"), YEAR, BOOK).tables if one.table.key == "by_source"
    )
    told = {row.group[0]: row.cells["effect"].value for row in table.rows}
    return {source: one.template if isinstance(one, Sentence) else one for source, one in told.items()}


def test_a_source_that_wins_twice_as_often_is_said_to_and_a_few_deals_are_too_few() -> None:
    close("referral", 40, 20)
    close("outbound", 40, 100)
    close("event", 5, 5)
    close("", 10, 30)
    assert said() == {
        "referral": "goes with winning",
        "outbound": "goes with losing",
        "event": "not enough closed deals to tell",
        "": None,
    }


def test_ten_deals_tell_nothing_about_any_trait() -> None:
    close("referral", 9, 1)
    found = answer(report_named("traits"), YEAR, BOOK)
    assert set(said().values()) == {"not enough closed deals to tell"}
    assert "not enough" in found.notes[1].template
