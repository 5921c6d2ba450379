"""How much time a promise allows, as a playbook writes it: a length of time, or a moment of the next week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from typing import Literal, get_args

from tasuki.rules.clock.refusals import UnreadableTarget
from tasuki.rules.wording import N_

Unit = Literal["minutes", "hours", "days", "business_minutes", "business_hours", "business_days"]
_LONGEST = timedelta(days=3660)
_UNITS: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
_WRITTEN = {
    "min": "minutes", "mins": "minutes", "minute": "minutes", "minutes": "minutes",
    "h": "hours", "hour": "hours", "hours": "hours", "day": "days", "days": "days",
}  # fmt: skip
_EXAMPLES = ("5 min", "24 h", "3 days", "4 business hours", "5 business days")
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Target:
    """How much time a promise allows; days are dates in the calendar's zone, business days its open ones."""

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and self.amount > 0):
            raise UnreadableTarget(N_("A target is more than nothing, not %(amount)s."), amount=self.amount)
        if self.unit.endswith("days") and self.amount != self.amount.to_integral_value():
            raise UnreadableTarget(N_("Days are counted whole, not as %(amount)s."), amount=self.amount)
        if self.span > _LONGEST:
            raise UnreadableTarget(N_("A target of more than ten years is no target."))

    def __str__(self) -> str:
        unit = self.unit.replace("_", " ")
        return f"{self.amount.normalize():f} {unit[:-1] if self.amount == 1 else unit}"

    @property
    def span(self) -> timedelta:
        """The amount as a length of time; for days, the nominal 24 hours each."""
        minutes = self.amount * _MINUTES[self.unit.removeprefix("business_")]
        return timedelta(microseconds=int(min(minutes, Decimal(10**9)) * 60_000_000))


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """A promise for each week: from Monday 00:00 to a weekday and local time of the next week (SL-11)."""

    weekday: int = 0
    at: time = time(12)

    def __str__(self) -> str:
        return f"next {_WEEKDAYS[self.weekday].capitalize()} {self.at:%H:%M}"


def parse_target(written: str) -> Target:
    """Read "5 min", "24 h", "3 days", "4 business hours", "5 business days". Raises UnreadableTarget."""
    parts = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*(business\s+)?([a-z]+)\s*", written.lower(), re.ASCII)
    unit = _WRITTEN.get(parts[3]) if parts else None
    if parts is None or unit is None:
        template = N_("“%(written)s” is not a duration; write %(examples)s.")
        raise UnreadableTarget(template, written=written, examples=_EXAMPLES)
    return Target(Decimal(parts[1]), _UNITS[f"business_{unit}" if parts[2] else unit])


def parse_within(written: str) -> Target | WeeklyWindow:
    """Read what an SLA allows: a target, or a week's "next Monday 12:00". Raises UnreadableTarget."""
    weekly = re.fullmatch(r"\s*next\s+([a-z]+)\s+([01]\d|2[0-3]):([0-5]\d)\s*", written.lower(), re.ASCII)
    if weekly and weekly[1] in _WEEKDAYS:
        return WeeklyWindow(_WEEKDAYS.index(weekly[1]), time(int(weekly[2]), int(weekly[3])))
    return parse_target(written)
