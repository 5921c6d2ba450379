"""How soon leads convert, against a slow and obvious product of survivals."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.reports.time_to_convert import BY
from tasuki.insight.tests.history import LIVES, Life, write
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Lead

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
QUESTION = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
BOOK = load_preset("article")


def slowly(day: int) -> float | None:
    """The product over days of the share that stayed, from every lead's own days."""
    spans = []
    leads = Lead.objects.filter(entered_merged_at=None).exclude(exit_reason="spam")
    for lead in leads:
        came = lead.entered_converted_at
        happened = came is not None and came <= AT
        until = came if came is not None and happened else AT
        spans.append((max((until - lead.captured_at).days, 0), happened))
    if day > max((span for span, _ in spans), default=-1):
        return None
    stayed = 1.0
    for one in range(day + 1):
        risk = sum(span >= one for span, _ in spans)
        events = sum(span == one and happened for span, happened in spans)
        stayed *= 1 - events / risk if risk else 1
    return 1 - stayed


@pytest.mark.django_db
@given(lives=LIVES)
@settings(max_examples=8)
def test_the_share_by_a_day_is_the_product_of_those_who_stayed(lives: list[Life]) -> None:
    write(lives)
    together = answer(report_named("time_to_convert"), QUESTION, BOOK).tables[1].total
    for day, _ in BY:
        expected = slowly(day)
        found = together.cells[f"by_{day}"].value
        assert (found is None) == (expected is None)
        assert found is None or found == pytest.approx(expected)


@pytest.mark.django_db
def test_a_cohort_that_has_not_had_the_time_is_marked_young() -> None:
    """Captured 11 days ago: its share by 14 days is not known, and by 7 days it is."""
    write([Life(69, (1.0, 1.0, 1.0, 1.0, 1.0)), Life(69)])
    together = answer(report_named("time_to_convert"), QUESTION, BOOK).tables[1].total
    assert together.cells["by_7"].value == 0.5
    assert not together.cells["by_7"].young
    assert together.cells["by_14"].value is None
    write([Life(1)])
    assert answer(report_named("time_to_convert"), QUESTION, BOOK).tables[1].total.cells["by_14"].young
