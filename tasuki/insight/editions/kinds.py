"""The editions there are: which reports each holds, and which days it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tasuki.rules.wording import N_

Kind = Literal["weekly", "monthly", "quarterly"]


@dataclass(frozen=True, slots=True)
class Part:
    """One report of an edition, and how it is split; ``days`` up to the last where it looks back further."""

    report: str
    by: tuple[str, ...] = ()
    days: int = 0


@dataclass(frozen=True, slots=True)
class EditionKind:
    key: Kind
    label: str
    parts: tuple[Part, ...]


_ALL = (
    EditionKind(
        "weekly",
        N_("Weekly report"),
        (
            Part("targets"),
            Part("acceptance"),
            Part("endings"),
            Part("flow", ("source",)),
            Part("promises"),
        ),
    ),
    EditionKind(
        "monthly",
        N_("Monthly deep dive and calibration of promises"),
        (
            Part("attainment"),
            Part("promises"),
            Part("deals"),
            Part("traits", days=365),
            Part("messages"),
            Part("closed_loop"),
            Part("handoffs"),
            Part("completeness"),
        ),
    ),
    EditionKind(
        "quarterly",
        N_("Quarterly pack for the review of criteria and scoring"),
        (
            Part("traits", days=365),
            Part("funnel"),
            Part("benchmarks"),
            Part("time_to_convert"),
            Part("overrides"),
            Part("recycled"),
            Part("endings"),
            Part("too_late"),
            Part("leak"),
        ),
    ),
)
KINDS: Mapping[str, EditionKind] = {one.key: one for one in _ALL}


def last_period(kind: Kind, today: date) -> tuple[date, date]:
    """The last whole week (from Monday), month or quarter before ``today``; both days included."""
    if kind == "weekly":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - timedelta(days=1)
    first = today.replace(day=1)
    months = 1
    if kind == "quarterly":
        first, months = first.replace(month=(first.month - 1) // 3 * 3 + 1), 3
    return _months_before(first, months), first - timedelta(days=1)


def _months_before(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)
