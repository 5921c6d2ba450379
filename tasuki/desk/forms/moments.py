"""Moments, numbers and lists as people type them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_


def moment_typed(text: str, zone: ZoneInfo, pointer: str) -> datetime:
    """The wall clock of the person who typed it, as an instant. Raises `Invalid`."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise invalid(pointer, N_("Enter a day and a time.")) from None


def minutes_typed(text: str) -> int:
    """Raises `Invalid` for what is no whole number."""
    if not text.strip().isdigit():
        raise invalid("/minutes", N_("Enter a number of minutes."))
    return int(text)


def lines_typed(text: str) -> list[str]:
    """One entry per line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
