"""Intervals and waiting times, held against values worked out elsewhere and against slow and obvious code."""

from __future__ import annotations

from collections import Counter
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.statistics import quantile, share_by, time_to_event, wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (5, 50, 0.0435, 0.2136), (842, 8000, 0.0987, 0.1122)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_nothing_is_said() -> None:
    assert wilson(0, 0) is None


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_share_lies_in_its_interval_and_the_interval_in_zero_to_one(part: int, more: int) -> None:
    whole = part + more
    found = wilson(part, whole)
    if found is not None:
        assert 0 <= found.low <= part / whole + 1e-12
        assert part / whole - 1e-12 <= found.high <= 1


def test_waiting_times_are_kaplan_meiers() -> None:
    """Freireich's leukaemia patients on 6-MP, the textbook case: 9 relapses of 21, 12 still watched."""
    happened = Counter([6, 6, 6, 7, 10, 13, 16, 22, 23])
    waited = Counter([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
    steps = time_to_event(happened, waited)
    still = [(step.after, round(1 - step.share, 4)) for step in steps]
    assert still == [
        (6, 0.8571),
        (7, 0.8067),
        (10, 0.7529),
        (13, 0.6902),
        (16, 0.6275),
        (22, 0.5378),
        (23, 0.4482),
    ]


@given(st.lists(st.integers(0, 60), max_size=60))
def test_where_everybody_was_watched_to_the_end_it_is_the_plain_share(days: list[int]) -> None:
    happened, waited = Counter(day for day in days if day < 50), Counter({60: sum(day >= 50 for day in days)})
    steps = time_to_event(happened, waited)
    for day in range(50):
        step = share_by(steps, day)
        plain = sum(one <= day for one in days) / len(days) if days else 0
        assert (step.share if step else 0.0) == pytest.approx(plain)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_quantiles_are_interpolated_inclusively(values: list[float]) -> None:
    found = [quantile(values, share / 4) for share in (1, 2, 3)]
    assert found == pytest.approx(quantiles(values, n=4, method="inclusive"), rel=1e-9, abs=1e-6)
