"""What stands along the axes of an audit's charts."""

from __future__ import annotations

import pytest

from tasuki.insight.audit.charts import columns, marks


@pytest.mark.parametrize(
    ("most", "found"),
    [(1, [1]), (2, [1, 2]), (7, [2, 4, 6]), (17, [5, 10, 15]), (2047, [500, 1000, 1500, 2000])],
)
def test_deals_are_counted_in_whole_round_numbers_along_the_axis(most: float, found: list[int]) -> None:
    assert marks(most, least=1) == found


def test_a_share_has_round_marks_below_its_highest_point() -> None:
    assert marks(0.133) == pytest.approx([0.05, 0.1])


def test_three_and_a_half_deals_are_never_called_four() -> None:
    assert ">4</text>" in columns("won", [("2023 Q1", 7, 0)], ("won", "lost"))
    assert ">7</text>" not in columns("won", [("2023 Q1", 7, 0)], ("won", "lost"))
