"""Which traits of closed opportunities go with winning: how many times the rate of the others, and how sure that is.

Who looks at thirty traits finds one that seems to matter by chance alone. All traits are therefore judged together, by
the rule of Benjamini and Hochberg: of those that are said to matter, five in a hundred may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, lgamma, log, sqrt

from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.statistics import Z_95, Interval

FALSE_FINDINGS = 0.05
"""Which share of the traits that are said to matter may do so by chance."""


class Effect(StrEnum):
    LIFTS = "lifts"
    LOWERS = "lowers"
    NOT_SHOWN = "not_shown"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class Trait:
    """``won`` of ``closed`` opportunities that have it, and of those that do not."""

    won: int
    closed: int
    others_won: int
    others_closed: int

    @property
    def is_enough(self) -> bool:
        """K-31, on both sides."""
        return min(self.closed, self.others_closed) >= ENOUGH


@dataclass(frozen=True, slots=True)
class Lift:
    """``times`` the others' rate, with its 95 % interval; ``chance``: how often pure chance would show as much, after
    all traits that were looked at together."""

    effect: Effect
    times: float | None = None
    interval: Interval | None = None
    chance: float | None = None


def lifts(traits: Sequence[Trait]) -> tuple[Lift, ...]:
    """What can be said of each, judged all together."""
    enough = [one for one in traits if one.is_enough]
    chances = dict(zip(enough, adjusted([chance_of(one) for one in enough]), strict=True))
    return tuple(_lift(one, chances.get(one)) for one in traits)


def _lift(one: Trait, chance: float | None) -> Lift:
    if chance is None:
        return Lift(Effect.NOT_ENOUGH)
    times, interval = times_the_others(one)
    if chance > FALSE_FINDINGS:
        return Lift(Effect.NOT_SHOWN, times, interval, chance)
    return Lift(Effect.LIFTS if times > 1 else Effect.LOWERS, times, interval, chance)


def times_the_others(one: Trait) -> tuple[float, Interval]:
    """The ratio of the two win rates, with its interval on the logarithm (Katz).

    Where somebody won nothing, half a win is put to each side, so that there is a ratio at all.
    """
    half = 0.5 if not (one.won and one.others_won) else 0.0
    won, others = one.won + half, one.others_won + half
    closed, others_closed = one.closed + 2 * half, one.others_closed + 2 * half
    ratio = (won / closed) / (others / others_closed)
    error = sqrt(max(0.0, 1 / won - 1 / closed + 1 / others - 1 / others_closed))
    return ratio, Interval(exp(log(ratio) - Z_95 * error), exp(log(ratio) + Z_95 * error))


def chance_of(one: Trait) -> float:
    """How often a difference as rare as this one comes by chance (Fisher's exact test, both sides)."""
    closed, won = one.closed + one.others_closed, one.won + one.others_won
    lowest, highest = max(0, won - one.others_closed), min(won, one.closed)
    likely = [_likely(place, one.closed, won, closed) for place in range(lowest, highest + 1)]
    seen = likely[one.won - lowest]
    return min(1.0, sum(exp(other) for other in likely if other <= seen + 1e-9))


def _likely(place: int, drawn: int, won: int, closed: int) -> float:
    """The logarithm of how likely so many wins are among those that have the trait."""
    return _choose(won, place) + _choose(closed - won, drawn - place) - _choose(closed, drawn)


def _choose(whole: int, part: int) -> float:
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def adjusted(chances: Sequence[float]) -> list[float]:
    """Each chance after all that were looked at (Benjamini and Hochberg): the smallest of n needs n times less."""
    order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)
    found, lowest = [1.0] * len(chances), 1.0
    for place, which in enumerate(order):
        lowest = min(lowest, chances[which] * len(chances) / (len(chances) - place))
        found[which] = lowest
    return found
