"""A number as a language writes it, and what makes it sure beside it: the same on pages, on paper and in mails."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency, format_decimal, format_percent

from tasuki.insight.columns import Cell, Column
from tasuki.platform.language import translator
from tasuki.rules.wording import N_, Language, Sentence

NOTHING = "—"


def figure(cell: Cell, column: Column, language: Language) -> str:
    """The number itself, or that it is too early for one."""
    if cell.value is None and cell.young:
        return translator(language)(N_("too early to say"))
    return said(cell.value, column.kind, language)


def said(value: Any, kind: str, language: Language) -> str:
    """A value of this kind of column."""
    if value is None or value == {}:
        return NOTHING
    if isinstance(value, Sentence):
        return value.spoken(language, translator(language))
    if kind == "money":
        return " + ".join(
            format_currency(amount, unit, locale=language) for unit, amount in sorted(value.items())
        )
    if kind == "share":
        return _percent(value, "#,##0.0%", language)
    if kind == "days":
        days = format_decimal(round(Decimal(str(value)), 1), locale=language)
        told = Sentence(N_("1 day")) if days == "1" else Sentence(N_("%(n)s days"), {"n": days})
        return told.spoken(language, translator(language))
    if kind == "number":
        return short(value)
    return f"{value:,}"


@lru_cache(maxsize=8192)
def _percent(value: float, pattern: str, language: Language) -> str:
    """A page has them by the thousand, many of them the same."""
    return str(format_percent(value, format=pattern, locale=language))


def short(value: float) -> str:
    """Two places after the point where they say something, and of large numbers no more than three digits."""
    if abs(value) >= 10_000:
        return f"{significant(value):,.0f}"
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"


def significant(value: float | Decimal) -> Decimal:
    """The first three digits, which are more than most averages know."""
    return Decimal(f"{value:.3g}")


def beside(cell: Cell, column: Column, language: Language) -> str:
    """On how many it stands, and its interval."""
    say = translator(language)
    if cell.interval is None or column.kind not in ("share", "number"):
        return say(N_("n = %(n)s")) % {"n": f"{cell.whole:,}"} if cell.whole else ""
    ends = (cell.interval.low, cell.interval.high)
    low, high = (
        (_percent(end, "0%", language) for end in ends)
        if column.kind == "share"
        else (short(end) for end in ends)
    )
    sure = say(N_("of %(n)s; %(low)s to %(high)s")) % {"n": f"{cell.whole:,}", "low": low, "high": high}
    young = say(N_("young"))
    return f"{sure} · {young}" if cell.young else sure
