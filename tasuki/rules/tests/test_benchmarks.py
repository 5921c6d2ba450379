"""Which band a rate is held against, and when nothing is said (K-30, K-31)."""

from __future__ import annotations

from pathlib import Path

from tasuki.rules.benchmarks import Place, bands_for, blended_warning, overall_bands, standing
from tasuki.rules.playbook import read_playbook

HOUSE = Path(__file__).parents[3]
BOOK = read_playbook((HOUSE / "tasuki/playbooks/presets/article.toml").read_text(encoding="utf-8"))


def test_a_referral_is_held_against_the_referral_band_and_not_against_the_overall_one() -> None:
    assert [band.key for band in bands_for(BOOK, {"source": "referral"})] == ["referral"]


def test_source_segment_and_industry_are_each_shown() -> None:
    found = bands_for(BOOK, {"source": "inbound", "segment": "enterprise", "industry": "saas"})
    assert {band.dimension for band in found} == {"source", "segment", "industry"}


def test_what_no_band_names_is_held_against_the_overall_bands() -> None:
    assert bands_for(BOOK, {"source": "other"}) == overall_bands(BOOK)


def test_fewer_than_thirty_leads_say_nothing() -> None:
    band = bands_for(BOOK, {"source": "referral"})[0]
    assert standing(20, 29, band).place is Place.NOT_ENOUGH


def test_thirty_of_a_hundred_referrals_are_inside_but_not_for_certain() -> None:
    band = bands_for(BOOK, {"source": "referral"})[0]
    found = standing(30, 100, band)
    assert (found.place, found.certain) == (Place.INSIDE, False)
    assert standing(3000, 10000, band).certain


def test_a_quarter_of_everybody_is_too_liberal_and_three_of_a_hundred_too_strict() -> None:
    assert "too liberal" in str(blended_warning(250, 1000, BOOK))
    assert "too strict" in str(blended_warning(30, 1000, BOOK))
    assert blended_warning(120, 1000, BOOK) is None
