"""Business days between two stages are those of the agreement's calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Lead
from tasuki.rules.calendar import business_between
from tasuki.sla.terms import calendar_of

BOOK = load_preset("article")
AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
QUESTION = Asked(date(2026, 9, 1), date(2026, 11, 20), AT, "Asia/Tokyo")
pytestmark = pytest.mark.django_db


def days_of(captured: str, mql: str, table: str) -> float | None:
    captured_at, mql_at = map(datetime.fromisoformat, (captured, mql))
    Lead.objects.create(
        name="高橋", captured_at=captured_at, state_since=mql_at, created_at=captured_at, state="mql",
        entered_mql_at=mql_at,
    )  # fmt: skip
    tables = answer(report_named("durations"), QUESTION, BOOK).tables
    found: float | None = next(one for one in tables if one.table.key == table).total.cells["mql"].value
    return found


@pytest.mark.parametrize(
    ("captured", "mql"),
    [
        ("2026-11-13T08:00:00+00:00", "2026-11-16T01:00:00+00:00"),  # over a weekend
        ("2026-11-02T03:30:00+00:00", "2026-11-04T06:15:00+00:00"),  # over a holiday
        ("2026-11-14T03:00:00+00:00", "2026-11-15T05:00:00+00:00"),  # within a weekend
        ("2026-10-31T16:00:00+00:00", "2026-11-18T23:10:00+00:00"),
        ("2026-11-10T02:00:00+00:00", "2026-11-10T02:20:00+00:00"),
    ],
)
def test_the_database_counts_office_hours_as_the_calendar_does(captured: str, mql: str) -> None:
    start, end = map(datetime.fromisoformat, (captured, mql))
    calendar = calendar_of(BOOK, BOOK.playbook.calendar, start)
    whole = business_between(
        calendar,
        datetime.fromisoformat("2026-11-10T00:00+09:00"),
        datetime.fromisoformat("2026-11-11T00:00+09:00"),
    )
    assert days_of(captured, mql, "business_median") == pytest.approx(
        business_between(calendar, start, end) / whole
    )


def test_three_days_over_a_weekend_are_less_than_one_in_the_office() -> None:
    captured, mql = "2026-11-13T08:00:00+00:00", "2026-11-16T01:00:00+00:00"
    elapsed = (datetime.fromisoformat(mql) - datetime.fromisoformat(captured)).total_seconds() / 86_400
    assert days_of(captured, mql, "median") == pytest.approx(elapsed)
