"""Where a conversion rate stands among the published bands (K-30, K-31): the most specific one, or not enough data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tasuki.rules.playbook import Benchmark, Playbook
from tasuki.rules.statistics import Interval, wilson
from tasuki.rules.wording import N_, Sentence

ENOUGH = 30
"""K-31: fewer leads than this and nothing is said."""
SPECIFIC = ("source", "segment", "industry")


class Place(StrEnum):
    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"
    NOT_ENOUGH = "not_enough"


PLACES: Mapping[Place, str] = {
    Place.INSIDE: N_("inside"),
    Place.ABOVE: N_("above"),
    Place.BELOW: N_("below"),
    Place.NOT_ENOUGH: N_("not enough data"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``part`` of ``whole`` became opportunities, beside one band.

    ``certain``: the whole interval lies inside, above or below.
    """

    band: Benchmark
    part: int
    whole: int
    interval: Interval | None
    place: Place
    certain: bool


def bands_for(book: Playbook, what: Mapping[str, str]) -> tuple[Benchmark, ...]:
    """The bands that apply to leads of this kind of source, segment and industry, each of them; else the overall ones.

    K-30: a specific band displaces the overall one, since the article's own bands for referrals and enterprises lie
    above what it calls too liberal for everybody together.
    """
    named = tuple(
        band
        for band in book.benchmark
        if band.dimension in SPECIFIC and what.get(band.dimension) == band.value
    )
    return named or overall_bands(book)


def overall_bands(book: Playbook) -> tuple[Benchmark, ...]:
    """The bands for all leads together."""
    return tuple(band for band in book.benchmark if band.dimension == "overall")


def standing(part: int, whole: int, band: Benchmark) -> Standing:
    """Where ``part`` of ``whole`` stands in a band."""
    interval = wilson(part, whole)
    if whole < ENOUGH or interval is None:
        return Standing(band, part, whole, interval, Place.NOT_ENOUGH, certain=False)
    share = part / whole
    place = (
        Place.INSIDE if band.low <= share <= band.high else Place.ABOVE if share > band.high else Place.BELOW
    )
    beyond = {
        Place.INSIDE: interval.low >= band.low and interval.high <= band.high,
        Place.ABOVE: interval.low > band.high,
        Place.BELOW: interval.high < band.low,
    }
    return Standing(band, part, whole, interval, place, certain=beyond[place])


def blended_warning(part: int, whole: int, book: Playbook) -> Sentence | None:
    """The article's word on the rate of everybody together; never on a source, segment or industry (K-30)."""
    band = next((one for one in overall_bands(book) if not one.value), None)
    if band is None:
        return None
    values = {
        "low": f"{band.low:.0%}",
        "high": f"{band.high:.0%}",
        "share": f"{part / whole:.1%}" if whole else "—",
    }
    place = standing(part, whole, band).place
    if place is Place.ABOVE:
        return Sentence(N_("%(share)s is above %(high)s: the criteria are probably too liberal."), values)
    if place is Place.BELOW:
        return Sentence(
            N_("%(share)s is below %(low)s: the criteria are too strict, or the supply is poor."), values
        )
    return None
