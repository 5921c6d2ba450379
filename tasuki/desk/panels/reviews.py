"""Joint leadership reviews as pages show them: what led to one, who sees to it, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from tasuki.desk.formats import percent
from tasuki.desk.forms.endings import day_typed
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.panels.people import choices
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken, word
from tasuki.platform.access.actor import Actor
from tasuki.platform.access.roles import Role
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.concern import CAUSES, about_told
from tasuki.rules.gates import day_of
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.sla.models import JointReview, ReviewGround
from tasuki.sla.queries import ClockView, view_of
from tasuki.sla.reviews import grounds_of, review_for, reviews_for

SHOWN = 100
LEADING = (Role.MANAGER, Role.MARKETER, Role.REVOPS, Role.ADMIN)
ASK, PLAN, DECIDE = "ask", "plan", "decide"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    row: JointReview
    called: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    open: tuple[ReviewLine, ...]
    decided: tuple[ReviewLine, ...]
    fields: tuple[Field, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class WeekLine:
    """What was counted in one of the weeks that led to a review."""

    on: date
    part: int
    whole: int
    share: str


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that led to it: weeks with the share that was agreed, or a clock with its lead."""

    row: ReviewGround
    agreed: str
    weeks: tuple[WeekLine, ...]
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    row: JointReview
    called: str
    grounds: tuple[Ground, ...]
    plan: tuple[Field, ...]
    decide: tuple[Field, ...]
    may_edit: bool

    @property
    def has_clocks(self) -> bool:
        return any(one.clock for one in self.grounds)


def reviews_page(
    *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> ReviewsPage:
    """Raises Forbidden."""
    book = in_force()
    lines = [_line(row, book, at) for row in reviews_for(by)[:SHOWN]]
    return ReviewsPage(
        open=tuple(one for one in lines if one.row.state == "open"),
        decided=tuple(one for one in lines if one.row.state == "decided"),
        fields=told(retyped(_asking(by), typed), refused),
        may_edit=by.reach("review.edit") is not None,
    )


def review_page(
    review_id: UUID, *, by: Actor, at: datetime, refused: Refused | None, typed: Mapping[str, str] | None
) -> ReviewPage:
    """Raises Forbidden, NotFound."""
    row = review_for(by, review_id)
    form = refused.form if refused else ""
    mine = {name: typed if form == name else None for name in (PLAN, DECIDE)}
    said = {name: refused if form == name else None for name in (PLAN, DECIDE)}
    return ReviewPage(
        row=row,
        called=review_called(row, in_force()),
        grounds=tuple(_grounds(row, by, at)),
        plan=told(retyped(_planning(row), mine[PLAN]), said[PLAN]),
        decide=told(retyped(_deciding(), mine[DECIDE]), said[DECIDE]),
        may_edit=by.reach("review.edit") is not None and row.state == "open",
    )


def review_called(row: JointReview, book: Playbook) -> str:
    """What it is about, in words."""
    if row.question:
        return row.question
    about = about_told(row.cause, row.about, book)
    cause = word(row.cause, CAUSES)
    return f"{cause}: {spoken(about)}" if about else cause


def _line(row: JointReview, book: Playbook, at: datetime) -> ReviewLine:
    is_overdue = row.state == "open" and row.meet_on < day_of(at, book)
    return ReviewLine(row, review_called(row, book), is_overdue)


def _grounds(row: JointReview, by: Actor, at: datetime) -> Iterator[Ground]:
    for one in grounds_of(row, by):
        weeks = tuple(
            WeekLine(date.fromisoformat(week["week_on"]), week["part"], week["whole"], percent(week["share"]))
            for week in one.numbers.get("weeks", ())
        )
        agreed = percent(one.numbers["agreed"]) if "agreed" in one.numbers else ""
        yield Ground(one, agreed, weeks, view_of(one.clock, at) if one.clock else None)


def _asking(by: Actor) -> tuple[Field, ...]:
    people = choices(*LEADING)
    return (
        Field("question", gettext("What has to be decided"), "area", required=True),
        Field("owner", gettext("Who sees to it"), "choice", by.handle, options(people, by.handle, None)),
        Field("meet_on", gettext("When they meet"), "date", help=gettext("Left empty: as agreed.")),
    )


def _planning(row: JointReview) -> tuple[Field, ...]:
    owner, people = row.owner.handle if row.owner else "", choices(*LEADING)
    return (
        Field("owner", gettext("Who sees to it"), "choice", owner, options(people, owner, None), form=PLAN),
        Field("meet_on", gettext("When they meet"), "date", row.meet_on.isoformat(), form=PLAN),
    )


def _deciding() -> tuple[Field, ...]:
    says = gettext("Say what changes, who does it and until when.")
    return (Field("decision", gettext("Decision"), "area", help=says, required=True, form=DECIDE),)


def meeting_day(text: str) -> date | None:
    """The day that was typed; nothing typed is no day. Raises `Invalid`."""
    day = day_typed(text.strip())
    if text.strip() and day is None:
        raise invalid("/meet_on", N_("“%(text)s” is no date."), text=text)
    return day
