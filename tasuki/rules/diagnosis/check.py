"""One measured sign of a trouble: is it there, is it not, or can it not be told?

A sign is there only when its whole 95 % interval lies beyond the limit, so that chance and small numbers accuse nobody.
It is not there when the number itself keeps the limit. What lies between is not certain, and said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Literal

from tasuki.rules.benchmarks import ENOUGH
from tasuki.rules.diagnosis.measured import Group, Measured, Part
from tasuki.rules.playbook import Playbook
from tasuki.rules.statistics import Z_95, Interval, wilson
from tasuki.rules.wording import N_, Sentence

FEW = 15
"""A person is compared with the others from so many decisions on."""


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


Kind = Literal["share", "ratio", "number"]


@dataclass(frozen=True, slots=True)
class Sign:
    """What is measured (K-n …) and beyond which limit it speaks. One that does not decide only supports the others."""

    key: str
    rule: str
    label: str
    limit: Callable[[Playbook], float]
    judge: Judge
    kind: Kind = "share"
    is_high: bool = True
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """A sign as it was found. ``n`` is what the value stands on; ``who`` names those it is about, if any."""

    sign: Sign
    standing: Presence
    limit: float
    value: float | None = None
    n: int = 0
    interval: Interval | None = None
    who: tuple[str, ...] = ()

    @property
    def is_perhaps(self) -> bool:
        """There is enough to look at, and still it is not certain."""
        return self.standing is Presence.UNKNOWN and self.n >= ENOUGH

    def says(self) -> Sentence:
        values = {
            "label": Sentence(self.sign.label),
            "value": shown(self.value, self.sign.kind),
            "limit": shown(self.limit, self.sign.kind),
            "n": self.n,
            "low": shown(self.interval.low, self.sign.kind) if self.interval else "",
            "high": shown(self.interval.high, self.sign.kind) if self.interval else "",
        }
        if self.value is None:
            return Sentence(N_("%(label)s: the data does not tell."), values)
        if self.standing is Presence.UNKNOWN:
            few = N_("%(label)s: %(value)s of %(n)s; too few to tell.")
            perhaps = N_(
                "%(label)s: %(value)s of %(n)s (%(low)s to %(high)s); beyond %(limit)s, not certainly."
            )
            return Sentence(perhaps if self.is_perhaps and self.interval else few, values)
        if self.interval is None:
            return Sentence(N_("%(label)s: %(value)s (limit %(limit)s; n = %(n)s)."), values)
        return Sentence(N_("%(label)s: %(value)s of %(n)s (%(low)s to %(high)s); limit %(limit)s."), values)


Judge = Callable[[Sign, Measured, Playbook], Check]


def shown(value: float | None, kind: Kind) -> str:
    if value is None:
        return "—"
    return f"{value:.0%}" if kind == "share" else f"{value:.1f}"


def standing_of(value: float, interval: Interval, limit: float, *, is_high: bool) -> Presence:
    """Beyond the limit for certain, within it, or neither."""
    if is_high:
        return (
            Presence.PRESENT
            if interval.low > limit
            else Presence.ABSENT
            if value <= limit
            else Presence.UNKNOWN
        )
    return (
        Presence.PRESENT if interval.high < limit else Presence.ABSENT if value >= limit else Presence.UNKNOWN
    )


def by_share(sign: Sign, measured: Measured, book: Playbook) -> Check:
    """A share of enough records (K-31) beside its limit."""
    part, limit = measured.part(sign.key), sign.limit(book)
    interval, share = wilson(part.part, part.whole), part.share
    if share is None or interval is None or part.whole < ENOUGH:
        return Check(sign, Presence.UNKNOWN, limit, share, part.whole, interval)
    return Check(
        sign, standing_of(share, interval, limit, is_high=sign.is_high), limit, share, part.whole, interval
    )


def by_worst_share(sign: Sign, measured: Measured, book: Playbook) -> Check:
    """The largest share among several groups; the interval is wide enough for having looked at all of them."""
    limit, groups = sign.limit(book), _large(measured.groups.get(sign.key, ()), ENOUGH)
    if not groups:
        return Check(sign, Presence.UNKNOWN, limit)
    z = z_among(len(groups))
    found = [(one, wilson(one.part, one.whole, z)) for one in groups]
    worst, interval = max(found, key=lambda pair: (pair[1].low if pair[1] else 0.0, pair[0].names))
    share = worst.part / worst.whole
    assert interval is not None
    standing = standing_of(share, interval, limit, is_high=True)
    return Check(sign, standing, limit, share, worst.whole, interval, worst.names)


def by_difference(sign: Sign, measured: Measured, book: Playbook) -> Check:
    """Does somebody judge otherwise than all the others do, by more than the limit, whoever else was looked at?"""
    limit, groups = sign.limit(book), _large(measured.groups.get(sign.key, ()), FEW)
    whole, part = sum(one.whole for one in groups), sum(one.part for one in groups)
    if len(groups) < 2:
        return Check(sign, Presence.UNKNOWN, limit, n=whole)
    z = z_among(len(groups))
    found = [
        (one, difference(Part(one.part, one.whole), Part(part - one.part, whole - one.whole), z))
        for one in groups
    ]
    one, apart = max(found, key=lambda pair: (_distance(pair[1]), pair[0].names))
    value = abs(one.part / one.whole - (part - one.part) / (whole - one.whole))
    low, high = sorted((abs(apart.low), abs(apart.high)))
    interval = Interval(0.0 if apart.low <= 0 <= apart.high else low, high)
    standing = standing_of(value, interval, limit, is_high=True)
    return Check(sign, standing, limit, value, whole, interval, one.names)


def z_among(looked_at: int) -> float:
    """Bonferroni: so wide are intervals that all of so many hold together with 95 %."""
    return Z_95 if looked_at < 2 else NormalDist().inv_cdf(1 - 0.05 / (2 * looked_at))


def difference(one: Part, other: Part, z: float = Z_95) -> Interval:
    """Newcombe's interval of the difference of two shares."""
    first, second = wilson(one.part, one.whole, z), wilson(other.part, other.whole, z)
    assert first is not None
    assert second is not None
    p, q = one.part / one.whole, other.part / other.whole
    below = sqrt((p - first.low) ** 2 + (second.high - q) ** 2)
    above = sqrt((first.high - p) ** 2 + (q - second.low) ** 2)
    return Interval(p - q - below, p - q + above)


def _distance(interval: Interval) -> float:
    """How far an interval keeps away from no difference."""
    return max(interval.low, -interval.high, 0.0)


def _large(groups: Iterable[Group], least: int) -> Sequence[Group]:
    return [one for one in groups if one.whole >= least and all(one.names)]
