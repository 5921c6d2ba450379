"""The kinds of columns: how each says its value to people, to programs, and on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk import formats, words
from tasuki.desk.lists.description import Column, Row, Seen
from tasuki.desk.panels.cards import in_business_days
from tasuki.platform.http.json import moment as in_utc
from tasuki.rules.playbook import Playbook
from tasuki.sla.queries import ClockView

Worded = Mapping[str, str] | Callable[[str, Playbook], str]
NOTHING = SafeString('<span class="nothing">—</span>')
NUMBER, SHORT = "number", "short"
CLOCKS, DAYS = "clocks", "days"
"""What lists gather: the promise of each record that is due first, and how old things are in business days."""
AGEING, OLD = 5, 10
"""After so many business days in one state a record is called ageing, and old: a week's work, and two."""


def record(
    key: str,
    label: str,
    href: Callable[[Row], str],
    name: str,
    beside: tuple[str, ...] = (),
    *,
    also: tuple[str, ...] = (),
    order: str = "",
) -> Column:
    """What the row is about, with a link to it, which may take ``also``; what is ``beside`` stands quietly below."""

    def tell(row: Row, seen: Seen) -> str:
        return str(row[name] or next((row[one] for one in beside if row[one]), ""))

    def show(row: Row, seen: Seen) -> SafeString:
        said = tell(row, seen)
        below = " · ".join(str(row[one]) for one in beside if row[one] and row[one] != said)
        link = f'<a href="{escape(href(row))}"><strong>{escape(said or "—")}</strong></a>'
        return SafeString(f'{link}<br><span class="quiet">{escape(below)}</span>' if below else link)

    return Column(key, label, tuple(dict.fromkeys((name, *beside, *also))), tell, tell, show, order)


def link(
    key: str, label: str, name: str, href: Callable[[Row], str], also: tuple[str, ...], **more: Any
) -> Column:
    """Another record, with a link to it."""

    def tell(row: Row, seen: Seen) -> str:
        return row[name] or ""

    def show(row: Row, seen: Seen) -> SafeString:
        if not row[name]:
            return NOTHING
        return SafeString(f'<a href="{escape(href(row))}">{escape(row[name])}</a>')

    return Column(key, label, (name, *also), tell, tell, show, **more)


def text(key: str, label: str, read: str = "", **more: Any) -> Column:
    return _of(key, label, read or key, str, str, **more)


def country(key: str, label: str, read: str = "", **more: Any) -> Column:
    return _of(key, label, read or key, words.country_word, str, **more)


def number(key: str, label: str, read: str = "", **more: Any) -> Column:
    return _of(key, label, read or key, str, str, css=NUMBER, **more)


def percent(key: str, label: str, read: str = "", **more: Any) -> Column:
    return _of(key, label, read or key, formats.percent, str, css=NUMBER, **more)


def day(key: str, label: str, read: str = "", **more: Any) -> Column:
    name = read or key

    def sheet(row: Row, seen: Seen) -> str:
        return row[name].isoformat() if row[name] else ""

    return _of(key, label, name, formats.day, date.isoformat, css=SHORT, sheet=sheet, **more)


def moment(key: str, label: str, read: str = "", **more: Any) -> Column:
    name = read or key

    def sheet(row: Row, seen: Seen) -> str:
        return f"{timezone.localtime(row[name]):%Y-%m-%d %H:%M}" if row[name] else ""

    return _of(key, label, name, formats.moment, _in_utc, css=SHORT, sheet=sheet, **more)


def _in_utc(value: datetime) -> str:
    return in_utc(value) or ""


def word(key: str, label: str, worded: Worded, read: str = "", **more: Any) -> Column:
    """A code that people read as a word, of a catalogue or of the agreement."""
    name = read or key

    def tell(row: Row, seen: Seen) -> str:
        code = row[name]
        if not code:
            return ""
        return worded(code, seen.book) if callable(worded) else words.word(code, worded)

    return _told(key, label, (name,), tell, lambda row, seen: str(row[name] or ""), **more)


def several(key: str, label: str, **more: Any) -> Column:
    """A list of words."""

    def tell(row: Row, seen: Seen) -> str:
        return ("、" if words.tongue() == "ja" else ", ").join(row[key] or ())

    return _told(key, label, (key,), tell, lambda row, seen: ",".join(row[key] or ()), **more)


def reckoned(
    key: str, label: str, tell: Callable[[Row, Seen], str], needs: tuple[str, ...], **more: Any
) -> Column:
    """A number that no column of the table holds."""
    return _told(key, label, (), tell, tell, css=NUMBER, needs=needs, **more)


def state(key: str, label: str, **more: Any) -> Column:
    def tell(row: Row, seen: Seen) -> str:
        return words.word(row[key], words.STATES)

    def show(row: Row, seen: Seen) -> SafeString:
        return SafeString(f'<span class="state state-{escape(row[key])}">{escape(tell(row, seen))}</span>')

    return Column(key, label, (key,), tell, lambda row, seen: str(row[key]), show, **more)


def person(key: str, label: str, **more: Any) -> Column:
    """Somebody in charge, by name; programs read the handle."""
    name, handle = f"{key}__name", f"{key}__handle"

    def show(row: Row, seen: Seen) -> SafeString:
        if row[name]:
            return SafeString(f'<span class="person">{escape(row[name])}</span>')
        return SafeString(f'<span class="person person-nobody">{escape(gettext("nobody yet"))}</span>')

    return Column(
        key, label, (name, handle),
        lambda row, seen: row[name] or "", lambda row, seen: row[handle] or "", show, **more,
    )  # fmt: skip


def money(key: str, label: str, currency: str = "currency", **more: Any) -> Column:
    def tell(row: Row, seen: Seen) -> str:
        return formats.money(row[key], row[currency])

    def code(row: Row, seen: Seen) -> str:
        amount: Decimal | None = row[key]
        return f"{amount:f}" if amount is not None else ""

    return _told(key, label, (key, currency), tell, code, css=NUMBER, **more)


def yes(key: str, label: str, read: str = "", **more: Any) -> Column:
    name = read or key
    return _told(
        key, label, (name,),
        lambda row, seen: words.yes_or_no(bool(row[name])), lambda row, seen: str(bool(row[name])).lower(), **more,
    )  # fmt: skip


def due(key: str, label: str, of: str = "id", **more: Any) -> Column:
    """The promise about a lead that is due first, with the time that is left of it in colour and words."""

    def clock_of(row: Row, seen: Seen) -> ClockView | None:
        found: ClockView | None = seen.gathered[CLOCKS].get(row[of])
        return found

    def tell(row: Row, seen: Seen) -> str:
        clock = clock_of(row, seen)
        return f"{words.spoken(clock.words)} ({words.spoken(clock.label)})" if clock else ""

    def code(row: Row, seen: Seen) -> str:
        clock = clock_of(row, seen)
        return _in_utc(clock.due_at) if clock else ""

    def show(row: Row, seen: Seen) -> SafeString:
        clock = clock_of(row, seen)
        if clock is None:
            return NOTHING
        left, promise = escape(words.spoken(clock.words)), escape(words.spoken(clock.label))
        return SafeString(
            f'<span class="clock clock-{clock.state}" title="{escape(formats.moment(clock.due_at))}">'
            f'<span class="clock-words">{left}</span> <span class="clock-due">{promise}</span></span>'
        )

    return Column(key, label, (of,), tell, code, show, needs=(CLOCKS,), **more)


def age(
    key: str,
    label: str,
    since: str,
    is_over: Callable[[Row], bool],
    *,
    spans: Callable[[Row, Seen], tuple[int, int]] = lambda row, seen: (AGEING, OLD),
    also: tuple[str, ...] = (),
    **more: Any,
) -> Column:
    """For how many business days the record has been where it is; what is over does not age.

    ``spans`` says after how many days it is called ageing, and old; ``also`` is what that takes.
    """

    def days(row: Row, seen: Seen) -> int | None:
        return None if is_over(row) else seen.gathered[DAYS].between(row[since], seen.at)

    def tell(row: Row, seen: Seen) -> str:
        n = days(row, seen)
        return "" if n is None else in_business_days(n)

    def code(row: Row, seen: Seen) -> str:
        n = days(row, seen)
        return "" if n is None else str(n)

    def show(row: Row, seen: Seen) -> SafeString:
        n = days(row, seen)
        if n is None:
            return NOTHING
        said, (ageing, old) = escape(in_business_days(n)), spans(row, seen)
        if n <= ageing:
            return SafeString(said)
        kind, word = ("old", gettext("old")) if n > old else ("ageing", gettext("ageing"))
        return SafeString(f'<span class="age-{kind}">{said} · {escape(word)}</span>')

    return Column(key, label, (since, "state", *also), tell, code, show, needs=(DAYS,), **more)


def _of(
    key: str, label: str, name: str, tell: Callable[[Any], str], code: Callable[[Any], str], **more: Any
) -> Column:
    def told(row: Row, seen: Seen) -> str:
        return "" if row[name] in (None, "") else tell(row[name])

    def coded(row: Row, seen: Seen) -> str:
        return "" if row[name] in (None, "") else code(row[name])

    return _told(key, label, (name,), told, coded, **more)


def _told(
    key: str,
    label: str,
    reads: tuple[str, ...],
    tell: Callable[[Row, Seen], str],
    code: Callable[[Row, Seen], str],
    **more: Any,
) -> Column:
    def show(row: Row, seen: Seen) -> SafeString:
        said = tell(row, seen)
        return SafeString(escape(said)) if said else NOTHING

    return Column(key, label, reads, tell, code, show, **more)
