"""Sales' weekly word on each source (SL-11): asked for on Monday, given until the next one at noon."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM, Actor, ask_any
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid, NotFound
from tasuki.playbooks.queries import in_force
from tasuki.rules.placeholders import says_something
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.sla.models import WeeklyFeedback
from tasuki.sla.weeks import active_sources, monday_of


@transaction.atomic
def open_week(at: datetime) -> int:
    """Ask for this week's feedback on every active source, once; returns on how many it was asked now.

    A source that becomes active within the week is asked about from then on.
    """
    book = in_force()
    monday = monday_of(at, book)
    asked = [
        WeeklyFeedback(id=new_id(at), source=source, week_on=monday, asked_at=at)
        for source in active_sources(at)
    ]
    known = set(WeeklyFeedback.objects.filter(week_on=monday).values_list("source", flat=True))
    new = [row for row in asked if row.source not in known]
    WeeklyFeedback.objects.bulk_create(new)
    append(*(_told("feedback.asked", row, SYSTEM, at, book.stamp) for row in new))
    return len(new)


@transaction.atomic
def give_feedback(source: str, week_on: date, comment: str, *, by: Actor, at: datetime) -> WeeklyFeedback:
    """What sales says about the leads that a source delivered in that week; said again, it replaces what was said.

    Raises Forbidden, NotFound (nobody asked about it), Invalid (the comment says nothing).
    """
    ask_any(by, "feedback.give")
    row = WeeklyFeedback.objects.select_for_update().filter(source=source, week_on=week_on).first()
    if row is None:
        raise NotFound("feedback", f"{source} {week_on}")
    if not says_something(comment.strip(), in_force()):
        missing = Sentence(N_("Say how the leads of this source were."))
        fix = Sentence(N_("Name what was good or bad, with an example; “no leads” is an answer as well."))
        raise Invalid([Problem("/comment", "missing", missing, fix)])
    row.comment, row.by_id, row.given_at = comment.strip(), by.person_id, at
    row.save(update_fields=["comment", "by", "given_at"])
    append(_told("feedback.given", row, by, at, in_force().stamp))
    return row


def _told(code: str, row: WeeklyFeedback, by: Actor, at: datetime, playbook: str) -> Entry:
    data = {"source": row.source, "week_on": row.week_on.isoformat()}
    words = {"comment": row.comment} if row.comment else {}
    key: UUID = row.pk
    return Entry(code, at, by, "feedback", key, playbook=playbook, data=data, words=words)
