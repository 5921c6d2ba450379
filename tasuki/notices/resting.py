"""A channel that takes nothing now rests in this worker, so that no other letter and no clock waits behind it."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

REST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
"""However long a channel asks us to wait."""

_until: dict[str, float] = {}


def resting() -> list[str]:
    """The channels to which nothing is sent now."""
    moment = monotonic()
    return [channel for channel, until in _until.items() if until > moment]


def rest(channel: str, asked: timedelta = timedelta()) -> timedelta:
    """Nothing is sent to it for a while, or for as long as it ``asked``; returns how long that is."""
    lasts = min(max(asked, REST), LONGEST)
    _until[channel] = monotonic() + lasts.total_seconds()
    return lasts


def try_it(channel: str) -> None:
    """One letter finds out whether a channel that rested is back; the others wait meanwhile."""
    if channel in _until:
        rest(channel)


def works(channel: str) -> None:
    _until.pop(channel, None)
