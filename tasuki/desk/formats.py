"""Dates, money and time left, as each language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tasuki.desk.words import spoken, tongue, word, yes_or_no
from tasuki.platform.dates import day_in, moment_in
from tasuki.rules.dossier import Money
from tasuki.rules.wording import Sentence, Text


def day(value: date | None) -> str:
    """A date with its weekday: 2026年11月20日(金), Fri 20 Nov 2026; of a moment, its day where the reader is."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return day_in(value, tongue()) if value else ""


def moment(value: datetime | None) -> str:
    """A moment in the reader's own time zone."""
    return moment_in(timezone.localtime(value), tongue()) if value else ""


def money(amount: Decimal | None, currency: str) -> str:
    return format_currency(amount, currency, locale=tongue()) if amount is not None else ""


def percent(fraction: Decimal | float | None, digits: int = 0) -> str:
    """A share, with so many digits behind the point."""
    if fraction is None:
        return ""
    shape = f"0.{'0' * digits}%" if digits else "0%"
    return format_percent(fraction, format=shape, locale=tongue())


def days(number: float) -> str:
    """So many days, with one digit behind the point."""
    return gettext("%(n)s days") % {"n": format_decimal(round(number, 1), locale=tongue())}


def left(due_at: datetime, at: datetime) -> str:
    """How long until a moment, or since it passed, in words."""
    span = due_at - at
    if span >= timedelta():
        return gettext("%(span)s left") % {"span": in_words(span)}
    return gettext("%(span)s overdue") % {"span": in_words(-span)}


def in_words(span: timedelta) -> str:
    """A duration in its largest unit that says enough."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def fact(value: object) -> str:
    """Any fact in words: a date, a moment, money, a list, a code."""
    if isinstance(value, Money):
        return money(value.amount, value.currency)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Sentence | Text):
        return spoken(value)
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, list | tuple):
        joiner = "、" if tongue() == "ja" else ", "
        return joiner.join(fact(one) for one in value)
    return "" if value is None else word(value)
