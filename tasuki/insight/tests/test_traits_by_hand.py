"""Which traits go with winning equals a second reckoning: exact chances, all judged together, Katz's interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from math import comb, log, sqrt
from random import Random

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.by_hand.reckoned import EDGE
from tasuki.insight.tests.by_hand.rows import Deal, Records, is_in, written
from tasuki.insight.tests.history import Life, dense
from tasuki.playbooks.presets import load_preset

BOOK = load_preset("article")
AT = datetime.fromisoformat("2026-12-31T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
ENOUGH, BY_CHANCE = 30, Fraction(5, 100)
pytestmark = pytest.mark.django_db
SAID = {1: "goes with winning", -1: "goes with losing", 0: "no difference shown"}


@dataclass(frozen=True)
class Seen:
    """Wins of those with the trait and of those without it."""

    won: int
    closed: int
    others_won: int
    others_closed: int

    @property
    def chance(self) -> Fraction:
        """How likely it is to draw as unlikely a number of winners, or a less likely one."""
        winners, all_of_them = self.won + self.others_won, self.closed + self.others_closed
        ways = {
            drawn: comb(winners, drawn) * comb(all_of_them - winners, self.closed - drawn)
            for drawn in range(min(winners, self.closed) + 1)
            if self.closed - drawn <= all_of_them - winners
        }
        unlikely = sum(one for one in ways.values() if one <= ways[self.won])
        return Fraction(unlikely, comb(all_of_them, self.closed))

    @property
    def times(self) -> Fraction:
        return Fraction(self.won, self.closed) / Fraction(self.others_won, self.others_closed)

    @property
    def error(self) -> float:
        """Of the logarithm of `times`."""
        lost, others_lost = self.closed - self.won, self.others_closed - self.others_won
        return sqrt(lost / (self.won * self.closed) + others_lost / (self.others_won * self.others_closed))


def company(seed: int) -> list[Life]:
    """Deals that were closed: referrals are won twice as often, enterprises a little more often, events are few."""
    draw = Random(seed)
    return [_closed(one, draw) for one in dense(seed, 260)]


def _closed(life: Life, draw: Random) -> Life:
    source = "event" if draw.random() < 0.06 else life.source
    odds = {"referral": 0.6, "inbound": 0.3}.get(source, 0.4) + (life.segment == "enterprise") * 0.08
    ended = "closed_won" if draw.random() < odds else "closed_lost"
    return replace(
        life,
        source=source,
        captured=draw.uniform(0, 30),
        days=(1.0,) * 5,
        ended="",
        deal=ended,
        closed=draw.choice((3, 20)),
    )


@pytest.mark.parametrize("seed", range(3))
def test_lifts_are_reckoned_again(seed: int) -> None:
    with written(company(seed)) as records:
        closed = [one for one in records.deals if is_in(one.closed_at, ASKED)]
        tables = answer(report_named("traits"), ASKED, BOOK).tables
        traits = {
            (key, value): seen(key, value, closed, records)
            for key, of in ways(records).items()
            for value in {of(one) for one in closed} - {""}
        }
        said = judged(traits)
        found = {
            (one.table.key, row.group[0]): row.cells for one in tables for row in one.rows if row.group[0]
        }
    assert set(found) == set(traits)
    assert {"goes with winning", "no difference shown", "not enough closed deals to tell"} <= set(
        said.values()
    )
    for trait, cells in found.items():
        assert cells["effect"].value.spoken("en") == said[trait], trait
        lift, one = cells["lift"], traits[trait]
        if min(one.closed, one.others_closed) < ENOUGH:
            assert (lift.value, lift.interval) == (None, None), trait
            continue
        assert lift.value == pytest.approx(float(one.times)), trait
        assert lift.interval is not None
        low, high = (log(end / float(one.times)) for end in (lift.interval.low, lift.interval.high))
        assert (low, high) == pytest.approx((-EDGE * one.error, EDGE * one.error)), trait


def ways(records: Records) -> Mapping[str, Callable[[Deal], str]]:
    """What a deal is told apart by."""

    def buyer(deal: Deal) -> str:
        known = records.roles.get(deal.row.pk, set())
        return "buyer" if known & {"economic_buyer", "champion", "influencer"} else "no_buyer"

    return {
        "by_source": lambda deal: deal.row.source,
        "by_segment": lambda deal: deal.row.segment,
        "by_message": lambda deal: deal.row.campaign.message if deal.row.campaign else "",
        "by_buyer": buyer,
        "by_override": lambda deal: "override" if deal.row.overridden else "gate",
    }


def seen(key: str, value: str, closed: list[Deal], records: Records) -> Seen:
    of = ways(records)[key]
    having, others = ([one for one in closed if (of(one) == value) is has] for has in (True, False))
    won, others_won = (sum(1 for one in some if one.won_at) for some in (having, others))
    return Seen(won, len(having), others_won, len(others))


def judged(traits: Mapping[tuple[str, str], Seen]) -> dict[tuple[str, str], str]:
    """Benjamini and Hochberg: the k rarest are shown, for the largest k whose rarest but k−1 is below k of n parts."""
    told = [one for one, seen in traits.items() if min(seen.closed, seen.others_closed) >= ENOUGH]
    told.sort(key=lambda one: traits[one].chance)
    shown = max(
        (k for k in range(1, len(told) + 1) if traits[told[k - 1]].chance <= BY_CHANCE * k / len(told)),
        default=0,
    )
    said = dict.fromkeys(traits, "not enough closed deals to tell")
    for place, one in enumerate(told):
        said[one] = SAID[(1 if traits[one].times > 1 else -1) if place < shown else 0]
    return said
