"""K-3: what a pipeline brings a day."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tasuki.rules.velocity import Levers, velocity

PUBLISHED = Levers(50, Decimal(10_000), 0.20, 30)


def test_the_published_example_comes_out() -> None:
    assert round(velocity(PUBLISHED), 2) == Decimal("3333.33")


def test_each_lever_moves_it_in_proportion_and_days_against_it() -> None:
    before = velocity(PUBLISHED)
    assert round(velocity(replace(PUBLISHED, opportunities=100)) / before, 6) == 2
    assert round(velocity(replace(PUBLISHED, average=Decimal(5_000))) / before, 6) == Decimal("0.5")
    assert round(velocity(replace(PUBLISHED, win_rate=0.40)) / before, 6) == 2
    assert round(velocity(replace(PUBLISHED, days=60)) / before, 6) == Decimal("0.5")
