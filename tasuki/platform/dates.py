"""Dates as each language writes them: 2026年11月20日(金), Fri 20 Nov 2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from babel import Locale

from tasuki.rules.wording import Language


def day_in(value: date, language: Language) -> str:
    """A date with its weekday."""
    weekdays, months = _names(language)
    weekday = weekdays[value.weekday()]
    if language == "ja":
        return f"{value.year}年{value.month}月{value.day}日({weekday})"
    return f"{weekday} {value.day} {months[value.month]} {value.year}"


def moment_in(local: datetime, language: Language) -> str:
    """A moment that is in the reader's zone already."""
    return f"{day_in(local, language)}{' ' if language == 'ja' else ', '}{local:%H:%M}"


@lru_cache
def _names(language: Language) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """The short names of weekdays (Monday is 0) and months (January is 1)."""
    names = Locale.parse(language)
    return names.days["format"]["abbreviated"], names.months["format"]["abbreviated"]
