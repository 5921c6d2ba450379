"""Clocks, reviews and feedback as a terminal shows them; their data is the API's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tasuki.cli.language import translator
from tasuki.cli.session import Session
from tasuki.cli.tables import pairs, table
from tasuki.playbooks.telling.people import person_called
from tasuki.rules.concern import CAUSES, about_told
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.sla.models import Clock, JointReview, ReviewGround, WeeklyFeedback
from tasuki.sla.queries import ClockView, view_of
from tasuki.sla.reckoning import Reckoning, spoken


def reckoning_shape(found: Reckoning, session: Session) -> dict[str, Any]:
    return spoken(found, session.language, translator(session.language))


def reckoning_lines(found: Reckoning, session: Session) -> list[str]:
    """What was promised, when it breaks, and each day of the way with what counted."""
    shape, zone = reckoning_shape(found, session), ZoneInfo(found.calendar.zone)
    clock = found.clock
    head = pairs(
        [
            (session.say(N_("Promise")), f"{found.sla} {shape['label']}"),
            (session.say(N_("Within")), found.within),
            (session.say(N_("Calendar")), f"{found.calendar.key} ({found.calendar.zone})"),
            (session.say(N_("Starts")), session.clock(clock.started_at)),
            (
                session.say(N_("Warned at")),
                [session.clock(one.at) for one in clock.moments if one.is_warning],
            ),
            (session.say(N_("Breaks after")), session.clock(clock.due_at)),
            (
                session.say(N_("Climbs")),
                [_rung(one.rung, one.at, session) for one in clock.moments if one.rung],
            ),
        ]
    )
    headings = [session.say(text) for text in (N_("Day"), N_("Counted"), N_("So far"), N_("Because"))]
    rows = [
        (day["on"], _stretches(day["spans"], zone), _length(day["so_far_seconds"]), day["because"])
        for day in shape["days"]
    ]
    return [*head, "", *table(headings, rows)]


def _rung(rung: str, at: datetime, session: Session) -> str:
    return f"{session.speak(person_called(rung))} {session.clock(at)}"


def _stretches(spans: Sequence[Mapping[str, str]], zone: ZoneInfo) -> str:
    def clock(text: str) -> str:
        return datetime.fromisoformat(text).astimezone(zone).strftime("%H:%M")

    return ", ".join(f"{clock(one['from'])}–{clock(one['until'])}" for one in spans) or "—"


def _length(seconds: int) -> str:
    hours, rest = divmod(timedelta(seconds=seconds) // timedelta(minutes=1), 60)
    return f"{hours}:{rest:02}"


def clock_shape(row: Clock, at: datetime, session: Session) -> dict[str, Any]:
    view = view_of(row, at)
    return {
        "id": row.pk,
        "sla": row.sla,
        "label": view.label.spoken(session.language),
        "lead_id": row.lead_id,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "owner": row.owner.handle if row.owner else None,
        "owner_role": row.owner_role,
        "state": view.state,
        "started_at": row.started_at,
        "due_at": row.due_at,
        "left": view.left,
        "unit": view.unit,
        "words": session.speak(view.words),
    }


def clocks_table(rows: Sequence[Clock], at: datetime, session: Session) -> list[str]:
    headings = (N_("Promise"), N_("About"), N_("Owner"), N_("Due"), N_("Left"), N_("Clock"))
    lines = [_line(row, view_of(row, at), session) for row in rows]
    return table([session.say(text) for text in headings], lines)


def _line(row: Clock, view: ClockView, session: Session) -> tuple[object, ...]:
    about = (row.lead.company_name or row.lead.name) if row.lead else row.subject
    owner = row.owner.handle if row.owner else "—"
    return (row.sla, about, owner, session.clock(row.due_at), session.speak(view.words), row.pk)


def review_shape(row: JointReview, book: Playbook, session: Session) -> dict[str, Any]:
    return {
        "id": row.pk,
        "state": row.state,
        "cause": row.cause,
        "about": row.about,
        "label": review_called(row, book, session),
        "question": row.question,
        "owner": row.owner.handle if row.owner else None,
        "meet_on": row.meet_on,
        "opened_at": row.opened_at,
        "decision": row.decision,
        "decided_by": row.decided_by.handle if row.decided_by else None,
        "decided_at": row.decided_at,
    }


def review_called(row: JointReview, book: Playbook, session: Session) -> str:
    about = about_told(row.cause, row.about, book)
    cause = session.say(CAUSES[row.cause])
    return f"{cause}: {session.speak(about)}" if about else cause


def reviews_table(rows: Sequence[JointReview], book: Playbook, session: Session) -> list[str]:
    headings = (N_("Joint review"), N_("Owner"), N_("Day"), N_("State"), N_("Id"))
    lines = [
        (
            row.question or review_called(row, book, session),
            row.owner.handle if row.owner else "—",
            row.meet_on,
            session.say(REVIEW_STATES[row.state]),
            row.pk,
        )
        for row in rows
    ]
    return table([session.say(text) for text in headings], lines)


REVIEW_STATES = {"open": N_("open"), "decided": N_("decided")}


def feedback_shape(row: WeeklyFeedback) -> dict[str, Any]:
    return {
        "id": row.pk,
        "source": row.source,
        "week_on": row.week_on,
        "comment": row.comment,
        "by": row.by.handle if row.by else None,
        "asked_at": row.asked_at,
        "given_at": row.given_at,
    }


def feedback_table(rows: Sequence[WeeklyFeedback], session: Session) -> list[str]:
    headings = (N_("Week of"), N_("Source"), N_("Comment"), N_("Written by"))
    lines = [(row.week_on, row.source, row.comment or "—", row.by.handle if row.by else "—") for row in rows]
    return table([session.say(text) for text in headings], lines)


def review_lines(
    row: JointReview, grounds: Sequence[ReviewGround], book: Playbook, session: Session
) -> list[str]:
    """The review, and what led to it: weeks with their numbers, or clocks."""
    facts = [
        (session.say(N_("Joint review")), row.question or review_called(row, book, session)),
        (session.say(N_("State")), session.say(REVIEW_STATES[row.state])),
        (session.say(N_("Owner")), row.owner.name if row.owner else ""),
        (session.say(N_("Day")), row.meet_on),
        (session.say(N_("Decision")), row.decision),
    ]
    weeks = [
        (one["week_on"], f"{one['part']}/{one['whole']}", f"{one['share']:.0%}")
        for ground in grounds
        for one in ground.numbers.get("weeks", ())
    ]
    headings = [session.say(text) for text in (N_("Week of"), N_("Counted"), N_("Share"))]
    clocks = [(ground.clock_id, session.clock(ground.at)) for ground in grounds if ground.clock_id]
    both = [session.say(text) for text in (N_("Clock"), N_("When"))]
    return [*pairs(facts), *table(headings, weeks), *table(both, clocks)]
