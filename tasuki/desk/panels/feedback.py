"""Sales' weekly word on each source, with the numbers of its week beside it (SL-11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from tasuki.desk.formats import percent
from tasuki.desk.refused import Refused
from tasuki.desk.words import source_word
from tasuki.insight.asked import asked_by
from tasuki.insight.reports.acceptance import DELIVERED
from tasuki.insight.tables import fill
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import Playbook
from tasuki.sla.models import WeeklyFeedback
from tasuki.sla.reviews import due_moments, feedback_for
from tasuki.sla.weeks import WEEK, monday_of

WEEKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Numbers:
    """What became of the leads that a source delivered in a week, as far as this person may see them."""

    delivered: int
    accepted: int
    turned_away: int
    waiting: int
    rate: str
    href: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    row: WeeklyFeedback
    called: str
    numbers: Numbers | None
    due_at: datetime | None
    form: str
    typed: str


@dataclass(frozen=True, slots=True)
class WeekShown:
    on: date
    until: date
    lines: tuple[SourceLine, ...]
    given: int


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    weeks: tuple[WeekShown, ...]
    may_give: bool


def feedback_page(
    *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> FeedbackPage:
    """The weeks of the last month, what is still owed with a field to write in. Raises Forbidden."""
    book = in_force()
    this = monday_of(at, book)
    mondays = tuple(this - WEEK * back for back in range(WEEKS_SHOWN))
    rows = list(feedback_for(by, mondays))
    due = due_moments(rows)
    numbers = {monday: _numbers(monday, book, by, at) for monday in {row.week_on for row in rows}}
    typed_for = (refused.form, (typed or {}).get("comment", "")) if refused else ("", "")
    weeks = tuple(
        _week(monday, [row for row in rows if row.week_on == monday], numbers, due, typed_for, book)
        for monday in mondays
    )
    return FeedbackPage(
        tuple(one for one in weeks if one.lines), may_give=by.reach("feedback.give") is not None
    )


def form_of(source: str, week_on: date) -> str:
    return f"{source}-{week_on}"


def _week(
    monday: date,
    rows: Iterable[WeeklyFeedback],
    numbers: Mapping[date, Mapping[str, Numbers]],
    due: Mapping[UUID, datetime],
    typed_for: tuple[str, str],
    book: Playbook,
) -> WeekShown:
    lines = []
    for row in rows:
        form = form_of(row.source, row.week_on)
        lines.append(
            SourceLine(
                row=row,
                called=source_word(row.source, book),
                numbers=numbers[monday].get(row.source),
                due_at=due.get(row.pk),
                form=form,
                typed=typed_for[1] if typed_for[0] == form else row.comment,
            )
        )
    given = sum(one.row.given_at is not None for one in lines)
    return WeekShown(monday, monday + timedelta(days=6), tuple(lines), given)


def _numbers(monday: date, book: Playbook, by: Actor, at: datetime) -> Mapping[str, Numbers]:
    """The acceptance report of one week by source; nothing where this person reads no reports."""
    if by.reach("report.read") is None:
        return {}
    words = {"from": str(monday), "to": str(monday + timedelta(days=6)), "by": "source"}
    asked = asked_by(words, ("source",), book, by=by, at=at)
    report = reverse("report", args=["acceptance"])
    return {
        row.group[0]: _shown(row.cells, f"{report}?{asked.narrowed(source=row.group[0]).query()}")
        for row in fill(DELIVERED, asked, book).rows
    }


def _shown(cells: Mapping[str, Any], href: str) -> Numbers:
    return Numbers(
        delivered=cells["delivered"].value,
        accepted=cells["accepted"].value,
        turned_away=cells["turned_away"].value,
        waiting=cells["waiting"].value,
        rate=percent(cells["rate"].value),
        href=href,
    )
