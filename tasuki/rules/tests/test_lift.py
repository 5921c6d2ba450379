"""Which traits go with winning, by worked examples."""

from __future__ import annotations

from random import Random

import pytest

from tasuki.rules.lift import Effect, Trait, adjusted, chance_of, lifts, times_the_others


def test_sixty_of_a_hundred_against_thirty_of_a_hundred_is_twice_the_rate() -> None:
    times, interval = times_the_others(Trait(60, 100, 30, 100))
    assert times == pytest.approx(2)
    assert interval.low == pytest.approx(1.424, abs=0.001)
    assert interval.high == pytest.approx(2.809, abs=0.001)


def test_the_lady_who_tastes_tea_is_right_by_chance_once_in_seventy_on_each_side() -> None:
    """Fisher's own example: four cups of eight, all told rightly."""
    assert chance_of(Trait(4, 4, 0, 4)) == pytest.approx(2 / 70)
    assert chance_of(Trait(2, 4, 2, 4)) == pytest.approx(1)


def test_the_chances_of_benjamini_and_hochberg_leave_four_of_fifteen() -> None:
    """Their example of 1995: fifteen comparisons of two treatments, of which four stand at five in a hundred."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719]
    chances += [0.6528, 0.759, 1.0]
    found = adjusted(chances)
    assert sum(one <= 0.05 for one in found) == 4
    assert found[0] == pytest.approx(0.0015)
    assert found[3] == pytest.approx(0.035625)


def test_twenty_nine_closed_deals_are_not_enough_on_either_side() -> None:
    few, fewer_others = lifts([Trait(29, 29, 10, 100), Trait(10, 100, 29, 29)])
    assert few.effect is fewer_others.effect is Effect.NOT_ENOUGH
    assert few.times is None


def test_a_clear_difference_is_said_in_its_direction_and_a_small_one_is_not_shown() -> None:
    found = lifts([Trait(60, 100, 60, 200), Trait(20, 100, 100, 200), Trait(31, 100, 60, 200)])
    assert [one.effect for one in found] == [Effect.LIFTS, Effect.LOWERS, Effect.NOT_SHOWN]


def test_no_win_at_all_has_a_ratio_with_a_wide_interval() -> None:
    times, interval = times_the_others(Trait(0, 40, 10, 100))
    assert 0 < times < 0.3
    assert interval.high / interval.low > 100


def test_where_no_trait_matters_hardly_ever_one_is_said_to() -> None:
    """A hundred companies with ten traits each, drawn from the same rate."""
    chance, wrong = Random(7), 0
    for _ in range(100):
        drawn = [sum(chance.random() < 0.3 for _ in range(120)) for _ in range(10)]
        traits = [Trait(won, 120, sum(drawn) - won, 1080) for won in drawn]
        wrong += any(one.effect in (Effect.LIFTS, Effect.LOWERS) for one in lifts(traits))
    assert wrong <= 10
