"""What reports count equals what slow and obvious code counts of the same lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import LIVES, STATES, Life, write
from tasuki.playbooks.presets import load_preset

TOKYO = ZoneInfo("Asia/Tokyo")
BOOK = load_preset("article")
ASKED = Asked(
    date(2026, 9, 15), date(2026, 10, 31), datetime.fromisoformat("2026-12-31T06:00:00+00:00"), "Asia/Tokyo"
)
pytestmark = pytest.mark.django_db


@contextmanager
def written(lives: list[Life]) -> Iterator[None]:
    """These lives and no others: what was written goes again."""
    with transaction.atomic():
        write(lives)
        yield
        transaction.set_rollback(True)


def is_then(moment: datetime | None) -> bool:
    return moment is not None and ASKED.since <= moment.astimezone(TOKYO).date() <= ASKED.until


def told(report: str, table: str) -> dict[str, Any]:
    filled = next(one for one in answer(report_named(report), ASKED, BOOK).tables if one.table.key == table)
    return {key: cell.value for key, cell in filled.total.cells.items()}


def counted(lives: list[Life]) -> list[Life]:
    return [life for life in lives if life.ended not in ("merged", "spam")]


@given(lives=LIVES)
@settings(max_examples=10)
def test_the_cohort_and_the_flow_are_counted_as_by_hand(lives: list[Life]) -> None:
    with written(lives):
        found, happened = told("funnel", "reached"), told("flow", "happened")
    cohort = [life for life in counted(lives) if is_then(life.captured_at)]
    by_hand = {state: sum(state in life.reached() for life in cohort) for state in STATES}
    by_hand |= {
        "captured": len(cohort),
        "won": sum("converted" in life.reached() and life.deal == "closed_won" for life in cohort),
    }
    assert {key: found[key] for key in by_hand} == by_hand
    assert happened["captured"] == len(cohort)
    for state in STATES:
        assert happened[state] == sum(is_then(life.reached().get(state)) for life in counted(lives)), state


@given(lives=LIVES)
@settings(max_examples=10)
def test_acceptance_is_counted_as_by_hand(lives: list[Life]) -> None:
    with written(lives):
        found, asked_of_aes = told("acceptance", "delivered"), told("acceptance", "handed")
    delivered = [life.reached() for life in counted(lives) if is_then(life.reached().get("mql"))]
    accepted = [moments for moments in delivered if "sal" in moments]
    assert (found["delivered"], found["accepted"]) == (len(delivered), len(accepted))
    assert found["rate"] == (len(accepted) / len(delivered) if delivered else None)
    days = [(moments["sal"] - moments["mql"]).total_seconds() / 86_400 for moments in accepted]
    assert found["days"] == (pytest.approx(median(days), abs=1e-6) if days else None)
    handed = Counter(life.handed for life in lives if life.handed and is_then(life.reached().get("sql")))
    assert asked_of_aes["submitted"] == handed.total()
    assert (asked_of_aes["rejected"], asked_of_aes["recycled"]) == (handed["rejected"], handed["recycled"])


@given(lives=LIVES)
@settings(max_examples=10)
def test_promises_about_leads_and_about_none_are_counted_as_by_hand(lives: list[Life]) -> None:
    with written(lives):
        found = told("promises", "promises")
    outcomes = [life.promise for life in lives if life.promise and is_then(life.reached().get("mql"))]
    outcomes += [life.weekly for life in lives if life.weekly and is_then(life.captured_at)]
    made = Counter(outcomes)
    assert (found["made"], found["kept"], found["late"]) == (made.total(), made["met"], made["late"])
    assert (found["released"], found["broken"]) == (made["released"], made["running"])
    owed = made.total() - made["released"]
    assert found["attainment"] == (made["met"] / owed if owed else None)
