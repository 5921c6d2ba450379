"""What is going to happen: which companies are known, who comes in when, and how each story ends. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tasuki.cli.demo.cast import TRAINING_HOURS_AGO
from tasuki.cli.demo.companies import amount_for, known_companies
from tasuki.cli.demo.fates import Ending, Fate, endings_of_deals, fates_without_conversion
from tasuki.cli.demo.hours import at_work, before
from tasuki.cli.demo.market import Buyer, Company, Market
from tasuki.cli.demo.mix import Origin, chosen, origins
from tasuki.cli.demo.parts import Parts, in_parts
from tasuki.cli.demo.scenes import Life, todays_lives
from tasuki.cli.demo.world import SEED, Case, Span

TIME_TO_CONVERT = timedelta(days=19)
"""Who came in later than this before today is still on the way; their chance goes to those who came earlier."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The companies that were known before the first lead, and the leads' lives in parts that never meet."""

    known: Sequence[Company]
    parts: Parts


def planned(span: Span, leads: int) -> Plan:
    """The same span and number make the same plan."""
    dice = Random(SEED)
    market = Market(dice)
    known = known_companies(market)
    lives = [*_lives(span, leads, market), *todays_lives(span, leads, market)]
    first_absence = before(span.office, span.ends_at, TRAINING_HOURS_AGO)
    return Plan(known, in_parts(lives, first_absence))


def _lives(span: Span, leads: int, market: Market) -> Iterator[Life]:
    dice = market.dice
    everybody = origins(leads, dice)
    moments = sorted(_moments(span, leads, dice))
    in_time = [
        (number, everybody[number])
        for number, at in enumerate(moments)
        if at < span.ends_at - TIME_TO_CONVERT
    ]
    converted = chosen(in_time, everybody, dice.random())
    for case, at in zip(_cases(everybody, converted, market), moments, strict=True):
        yield Life(at, case)


def _moments(span: Span, count: int, dice: Random) -> Iterator[datetime]:
    """When leads come in: mostly while people work, one in five at night or over the weekend."""
    length = (span.ends_at - span.begins_at) - timedelta(minutes=30)
    for _ in range(count):
        moment = span.begins_at + length * dice.random()
        at_any_time = dice.random() < 0.2
        settled = moment if at_any_time else at_work(span.office, moment, dice)
        yield min(settled, span.ends_at - timedelta(minutes=20))


def _cases(everybody: Sequence[Origin], converted: frozenset[int], market: Market) -> list[Case]:
    others = [origin.source for number, origin in enumerate(everybody) if number not in converted]
    fates = iter(fates_without_conversion(others, market.dice))
    endings = iter(endings_of_deals(len(converted), market.dice))
    cases: list[Case] = []
    for number, origin in enumerate(everybody):
        dice = Random(f"{SEED}:{number}")
        fate, ending = (
            (Fate.CONVERTED, next(endings)) if number in converted else (next(fates), Ending.WORKED)
        )
        buyer = _buyer(origin, fate, market, cases)
        cases.append(Case(number, buyer, origin, fate, dice, amount_for(origin.segment, dice), ending))
    return cases


def _buyer(origin: Origin, fate: Fate, market: Market, earlier: Sequence[Case]) -> Buyer:
    if fate is Fate.SAME_PERSON and earlier:
        return market.dice.choice(earlier).buyer.elsewhere()
    return market.buyer(origin.segment, origin.industry)
