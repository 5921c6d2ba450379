"""What opportunities are worth: the criteria that were proven thirty days after their making (K-10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.columns import Cell
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import Life, write
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.presets import load_preset
from tasuki.records.models import Lead, Opportunity

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
BOOK = load_preset("article")
CRITERIA = [one.key for one in BOOK.criterion if one.gated]
WHOLE_WAY = (1.0, 1.0, 1.0, 1.0, 1.0)
pytestmark = pytest.mark.django_db


def said(lead: Lead, criterion: str, level: int, at: datetime) -> None:
    told = {"criterion": criterion, "level": level}
    append(Entry("answer.recorded", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk, data=told))


def proven() -> Cell:
    question = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
    tables = answer(report_named("overrides"), question, BOOK).tables
    return tables[0].total.cells["proven"]


def test_a_criterion_counts_as_it_stood_thirty_days_after_the_making() -> None:
    """One lead is proven in time; of the second one answer fell back, of the third one came too late."""
    leads = write([Life(1, WHOLE_WAY), Life(1, WHOLE_WAY), Life(1, WHOLE_WAY)])
    made = Opportunity.objects.earliest("created_at").created_at
    for lead in leads:
        for criterion in CRITERIA[1:]:
            said(lead, criterion, 2, made)
    first, second, third = leads
    said(first, CRITERIA[0], 1, made)
    said(first, CRITERIA[0], 3, made + timedelta(days=29))
    said(second, CRITERIA[0], 2, made)
    said(second, CRITERIA[0], 1, made + timedelta(days=5))
    said(third, CRITERIA[0], 2, made + timedelta(days=31))
    assert (proven().value, proven().whole) == (pytest.approx(1 / 3), 3)


def test_imported_and_young_opportunities_cannot_be_told() -> None:
    write([Life(1, WHOLE_WAY), Life(70, WHOLE_WAY)])
    Opportunity.objects.filter(created_at__lt=AT - timedelta(days=30)).update(origin="import")
    assert proven().whole == 0
