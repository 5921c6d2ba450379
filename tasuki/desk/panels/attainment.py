"""How far each side has kept the agreement, month by month or quarter by quarter; every number opens its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.urls import reverse
from django.utils.translation import gettext

from tasuki.desk.formats import percent
from tasuki.desk.words import spoken, tongue
from tasuki.insight.asked import asked_by
from tasuki.insight.commitments import Attained, Place, Target, attained, targets
from tasuki.insight.recalled import recalled
from tasuki.insight.registry import report_named
from tasuki.insight.report import Answer
from tasuki.insight.shapes import list_query
from tasuki.platform.access.actor import Actor
from tasuki.rules.playbook import Playbook

REPORT = "attainment"
Span = Literal["month", "quarter"]
FIRST = date(2000, 1, 1)
"""No agreement is older, and there is a month before it."""


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter of the agreement's zone, and its neighbours; ``following`` is None for the one running."""

    span: Span
    since: date
    until: date
    previous: date
    following: date | None

    @property
    def label(self) -> str:
        if self.span == "quarter":
            values = {"year": self.since.year, "quarter": (self.since.month + 2) // 3}
            return gettext("quarter %(quarter)s of %(year)s") % values
        return str(format_skeleton("yMMMM", self.since, locale=tongue()))

    @property
    def is_running(self) -> bool:
        return self.following is None

    def query(self, since: date | None = None, span: Span | None = None) -> str:
        return urlencode({"period": span or self.span, "from": (since or self.since).isoformat()})


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment or target: ``share`` in words, both its numbers, and the lists that they open."""

    standing: str
    share: str = ""
    part: str = ""
    whole: str = ""
    part_href: str = ""
    whole_href: str = ""
    beside: str = ""
    reached: bool = False


@dataclass(frozen=True, slots=True)
class AttainmentPanel:
    period: Period
    other_span: Span
    lines: Mapping[str, Line]
    """By the commitment's key."""
    targets: tuple[tuple[str, Line], ...]
    covers_all: bool


def attainment_panel(
    book: Playbook, words: Mapping[str, str], *, by: Actor, at: datetime
) -> AttainmentPanel | None:
    """None for somebody who may not read reports."""
    reach = by.reach("report.read")
    if reach is None:
        return None
    period = period_of(words, at.astimezone(ZoneInfo(book.playbook.zone)).date())
    days = {"from": period.since.isoformat(), "to": period.until.isoformat()}
    asked = asked_by(days, (), book, by=by, at=at)
    found = recalled(report_named(REPORT), asked, book)
    return AttainmentPanel(
        period,
        "quarter" if period.span == "month" else "month",
        {one.commitment.key: _line(one, found) for one in attained(found.tables, asked, book)},
        tuple((spoken(one.label), _target(one, found)) for one in targets(found.tables, asked, book)),
        reach == "all",
    )


def period_of(words: Mapping[str, str], today: date) -> Period:
    """The month or quarter asked for; whatever is no such thing is the one running."""
    span: Span = "quarter" if words.get("period") == "quarter" else get_args(Span)[0]
    try:
        inside = max(min(date.fromisoformat(words.get("from", "")), today), FIRST)
    except ValueError:
        inside = today
    months = 3 if span == "quarter" else 1
    since = inside.replace(month=(inside.month - 1) // months * months + 1, day=1)
    following = _later(since, months)
    return Period(
        span,
        since,
        following - timedelta(days=1),
        _later(since, -months),
        following if following <= today else None,
    )


def _later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _line(one: Attained, found: Answer) -> Line:
    beside = spoken(one.beside) if one.beside else ""
    if one.measure is None or one.standing != "measured":
        return Line(one.standing, beside=beside)
    return Line(
        one.standing,
        percent(one.share),
        str(one.part),
        str(one.whole),
        _list(one.measure.part, found) if one.part else "",
        _list(one.measure.whole, found) if one.measure.whole else "",
        beside,
    )


def _target(one: Target, found: Answer) -> Line:
    return Line(
        "measured",
        part=spoken(one.came),
        whole=spoken(one.wanted),
        part_href=_list(one.place, found),
        reached=one.reached,
    )


def _list(place: Place, found: Answer) -> str:
    table = next(one for one in found.tables if one.table.key == place.table)
    column = table.table.column(place.column)
    assert column is not None
    query = list_query(found, table, column, list(place.group) or None)
    return f"{reverse('report_rows', args=[REPORT])}?{query}"
