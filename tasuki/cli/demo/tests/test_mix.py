"""Two thousand leads are dealt so that the article's bands are met, whatever the dice say."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tasuki.cli.demo.mix import DIMENSIONS, OVERALL, SOURCES, Origin, chosen, dealt, origins
from tasuki.playbooks.presets import load_preset

LEADS = 2000
IN_TIME = 1600


@pytest.fixture(params=range(5))
def year(request: pytest.FixtureRequest) -> tuple[list[Origin], frozenset[int]]:
    """The leads of a company, and which of them became opportunities: one company per dice."""
    dice = Random(request.param)
    everybody = origins(LEADS, dice)
    candidates = [(number, everybody[number]) for number in range(IN_TIME)]
    return everybody, chosen(candidates, everybody, dice.random())


@pytest.mark.parametrize("dimension", ["source", "segment"])
def test_every_source_and_segment_lies_in_its_band(
    year: tuple[list[Origin], frozenset[int]], dimension: str
) -> None:
    everybody, converted = year
    leads = Counter(getattr(origin, dimension) for origin in everybody)
    won = Counter(getattr(everybody[number], dimension) for number in converted)
    bands = {
        one.value: (one.low, one.high)
        for one in load_preset("article").benchmark
        if one.dimension == dimension
    }
    kinds = {one.key: one.kind for one in load_preset("article").source}

    for value, count in leads.items():
        low, high = bands.get(value) or bands[kinds[value]]
        assert low <= won[value] / count <= high, value


def test_the_whole_lies_where_a_mature_process_does(year: tuple[list[Origin], frozenset[int]]) -> None:
    assert 0.10 <= len(year[1]) / LEADS <= 0.15


def test_only_candidates_are_chosen(year: tuple[list[Origin], frozenset[int]]) -> None:
    assert max(year[1]) < IN_TIME


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_shares_add_up_to_the_whole_and_to_the_overall_rate(
    dimension: dict[str, tuple[float, float]],
) -> None:
    assert sum(share for share, _ in dimension.values()) == pytest.approx(1)
    assert sum(share * rate for share, rate in dimension.values()) == pytest.approx(OVERALL, abs=0.006)


def test_nobody_is_lost_in_rounding() -> None:
    shares = {source: share for source, (share, _) in SOURCES.items()}

    assert len(dealt(shares, 17)) == 17
    assert Counter(dealt(shares, 100))["outbound"] == 38
