"""What marketing's money brings, by worked examples."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from tasuki.rules.spending import cost_of_each, return_on, yield_of


def test_three_million_won_for_one_spent_is_a_return_of_two() -> None:
    assert return_on(Decimal(3_000_000), Decimal(1_000_000)) == 2


def test_money_without_a_win_is_lost_whole_and_no_money_has_no_return() -> None:
    assert return_on(Decimal(0), Decimal(500)) == -1
    assert return_on(Decimal(500), Decimal(0)) is None


def test_each_of_three_costs_a_third() -> None:
    assert cost_of_each(Decimal(1000), 3) == Decimal("333.33")
    assert cost_of_each(Decimal(1000), 0) is None


def test_half_a_cent_counts_as_one_as_it_does_in_the_database() -> None:
    assert cost_of_each(Decimal("1475.41"), 2) == Decimal("737.71")


def test_planned_money_brings_cost_per_opportunity_times_average_amount() -> None:
    """Ten opportunities of 500 for 1,000: one costs 100 and is worth 500, so that each unit brings five."""
    found = yield_of(Decimal(1000), Decimal(5000), 10 * 500.0**2)
    assert found is not None
    assert found.value == pytest.approx(5)
    assert found.low < 5 < found.high


def test_one_opportunity_says_little_and_a_thousand_say_much() -> None:
    one, many = (
        yield_of(Decimal(10), Decimal(100), 100.0**2),
        yield_of(Decimal(10_000), Decimal(100_000), 1e7),
    )
    assert one
    assert many
    assert one.high / one.low > 40
    assert many.high / many.low < 1.15


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Forty opportunities on average, amounts between 50 and 150: nineteen of twenty spells cover the true yield."""
    chance, held = Random(7), 0
    for _ in range(400):
        amounts = [chance.uniform(50, 150) for _ in range(sum(chance.random() < 0.04 for _ in range(1000)))]
        found = yield_of(Decimal(1000), Decimal(str(sum(amounts))), sum(one * one for one in amounts))
        held += found is not None and found.low <= 4 <= found.high
    assert 0.92 <= held / 400 <= 0.99
