"""When a notice leaves: at once, with the day's or the week's mail, never in somebody's quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

Way = Literal["off", "now", "daily", "weekly"]
WAYS: tuple[Way, ...] = ("now", "daily", "weekly", "off")

RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long to wait after each attempt that failed; after the last one it is given up."""
WORTH_TELLING = timedelta(days=7)
"""What happened longer ago (a worker was down, a history was written) is told to nobody."""
WORTH_SENDING = timedelta(days=1)
"""What happened longer ago stands in the inbox and is not sent."""


@dataclass(frozen=True, slots=True)
class Habits:
    """When somebody wants to be written to. Times are on their own clock; weekdays count from Monday, 0."""

    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time = time(8)
    digest_on: int = 0


def is_news(code: str, data: Mapping[str, Any]) -> bool:
    """Whether people hear of it: what we sent a buyer is no signal of theirs, and the breach has told its owner."""
    if code == "sla.escalated":
        return data.get("person") is None or data["person"] != data.get("owner")
    return code != "touch.logged" or data.get("direction") == "inbound"


def leaves_at(way: Way, at: datetime, habits: Habits) -> datetime | None:
    """The moment at which a notice of ``at`` leaves; None where it does not."""
    if way == "off":
        return None
    leaving = at if way == "now" else _digest_after(at, habits, weekly=way == "weekly")
    return after_the_quiet(leaving, habits)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after so many attempts; None: it is given up."""
    return at + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def _digest_after(at: datetime, habits: Habits, *, weekly: bool) -> datetime:
    here = at.astimezone(habits.zone)
    day = here.date() if here.time() < habits.digest_at else here.date() + timedelta(days=1)
    if weekly:
        day += timedelta(days=(habits.digest_on - day.weekday()) % 7)
    return _moment(day, habits.digest_at, habits.zone)


def after_the_quiet(at: datetime, habits: Habits) -> datetime:
    """The moment itself, or the end of the quiet hours in which it lies."""
    begins, ends = habits.quiet_from, habits.quiet_until
    if begins is None or ends is None or begins == ends:
        return at
    here = at.astimezone(habits.zone)
    clock = here.time()
    if begins < ends:
        return _moment(here.date(), ends, habits.zone) if begins <= clock < ends else at
    if clock >= begins:
        return _moment(here.date() + timedelta(days=1), ends, habits.zone)
    return _moment(here.date(), ends, habits.zone) if clock < ends else at


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
