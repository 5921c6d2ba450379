"""Targets by the day, by worked examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tasuki.rules.pace import Cover, coverage, months_of, pace


def test_a_quarter_is_three_months_and_half_of_february_is_half() -> None:
    assert months_of(date(2026, 10, 1), date(2026, 12, 31)) == pytest.approx(3)
    assert months_of(date(2026, 2, 15), date(2026, 2, 28)) == pytest.approx(0.5)
    assert months_of(date(2026, 1, 31), date(2026, 2, 14)) == pytest.approx(1 / 31 + 0.5)


def test_half_through_the_month_half_is_due() -> None:
    """300 wanted in November; 120 came by the 15th: 150 were due, and 240 come at this pace."""
    found = pace(300, 120, date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 15))
    assert (found.wanted, found.due, found.comes) == (300, 150, 240)
    assert not found.is_kept


def test_nothing_is_due_before_the_period_and_all_after_it() -> None:
    ahead = pace(300, 0, date(2026, 12, 1), date(2026, 12, 31), date(2026, 11, 15))
    over = pace(300, 299, date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 15))
    assert (ahead.due, ahead.is_kept) == (0, True)
    assert (over.due, over.comes, over.is_kept) == (300, 299, False)


@pytest.mark.parametrize(
    ("pipeline", "cover"),
    [(300, Cover.HEALTHY), (299, Cover.AT_RISK), (200, Cover.AT_RISK), (199, Cover.CRITICAL)],
)
def test_three_times_what_is_wanted_is_healthy_and_less_than_twice_critical(
    pipeline: int, cover: Cover
) -> None:
    assert coverage(Decimal(pipeline), Decimal(100))[1] is cover


def test_a_target_that_is_reached_needs_no_cover() -> None:
    assert coverage(Decimal(5), Decimal(0)) == (None, Cover.REACHED)
