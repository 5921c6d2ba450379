"""Who covers which territory, segment, industry or skill: where nobody does, and where several take turns (RT-1).

The answer is the routing table's own: somebody covers a value in a run when they could take a turn there. Being outside
working hours is no gap, because the turn goes round all the same when nobody is at work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from tasuki.rules.routing import Candidate, Passed, Run, why_no_turn

Dimension = Literal["territories", "segments", "industries", "skills"]
DIMENSIONS: tuple[Dimension, ...] = ("territories", "segments", "industries", "skills")


class Covering(StrEnum):
    """How a value is covered in one run."""

    GAP = "gap"
    NOBODY_FREE = "nobody_free"
    ONE = "one"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody who has the value; ``why_not`` is why they take no turn now, where they take none."""

    person: str
    why_not: Passed | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One run's people for a value."""

    covers: tuple[Cover, ...]

    @property
    def standing(self) -> Covering:
        if not self.covers:
            return Covering.GAP
        able = sum(one.why_not is None for one in self.covers)
        return Covering.NOBODY_FREE if not able else Covering.ONE if able == 1 else Covering.SHARED


@dataclass(frozen=True, slots=True)
class Covered:
    """One value with its people; ``leads`` of those looked at ask for it."""

    value: str
    sdr: Side
    ae: Side
    leads: int = 0

    @property
    def has_gap(self) -> bool:
        return bool({self.sdr.standing, self.ae.standing} & {Covering.GAP, Covering.NOBODY_FREE})


def coverage(
    dimension: Dimension,
    pools: Mapping[Run, Sequence[Candidate]],
    asked: Iterable[tuple[str, int]],
    at: datetime,
) -> tuple[Covered, ...]:
    """Every value that somebody has or that leads ask for: gaps first, then those most asked for.

    ``asked`` are values of leads with how many have them. Values that differ in case only are one.
    """
    written: dict[str, str] = {}
    leads: dict[str, int] = {}
    for pool in pools.values():
        for one in pool:
            for value in sorted(getattr(one, dimension)):
                written.setdefault(value.casefold(), value)
    for value, count in asked:
        if value:
            written.setdefault(value.casefold(), value)
            leads[value.casefold()] = leads.get(value.casefold(), 0) + count
    found = [
        Covered(
            value,
            _side(key, dimension, "sdr", pools, at),
            _side(key, dimension, "ae", pools, at),
            leads.get(key, 0),
        )
        for key, value in written.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.has_gap, -one.leads, one.value)))


def _side(
    key: str, dimension: Dimension, run: Run, pools: Mapping[Run, Sequence[Candidate]], at: datetime
) -> Side:
    having = [
        one
        for one in pools.get(run, ())
        if run in one.roles and one.active and key in (own.casefold() for own in getattr(one, dimension))
    ]
    return Side(tuple(Cover(one.person, _why_not(one, run, at)) for one in having))


def _why_not(one: Candidate, run: Run, at: datetime) -> Passed | None:
    why = why_no_turn(one, run, at)
    return None if why is Passed.OUTSIDE_WORKING_HOURS else why
