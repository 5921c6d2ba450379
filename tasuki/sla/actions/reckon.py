from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.rows import fetch, update_all
from tasuki.rules import clock as rules
from tasuki.sla.models import Clock
from tasuki.sla.rows import RECKONED, clock_of, put
from tasuki.sla.terms import Agreement, agreement_in_force, agreement_stamped, calendar_of

BATCH = 500
BEFORE_ALL = UUID(int=0)
NEXT_OPEN = "row.id > %(after)s AND row.stopped_at IS NULL ORDER BY row.id LIMIT %(limit)s FOR UPDATE"


def reckon_anew(at: datetime) -> int:
    """After a new agreement or calendar: every open clock is reckoned from its start under it (SL-24).

    Closed clocks keep what they were judged by, and a promise that the new agreement no longer names runs on as it
    was made. Returns how many clocks were looked at.
    """
    agreement = agreement_in_force()
    if agreement is None:
        return 0
    looked_at, last = 0, BEFORE_ALL
    while rows := _batch(last, agreement, at):
        looked_at, last = looked_at + len(rows), rows[-1].pk
    return looked_at


@transaction.atomic
def _batch(after: UUID, agreement: Agreement, at: datetime) -> Sequence[Clock]:
    """The next open clocks by their ids, reckoned anew. Those that start meanwhile run by the new agreement anyway."""
    rows = fetch(Clock, NEXT_OPEN, {"after": after, "limit": BATCH})
    if rows:
        update_all([under(agreement, row, at) for row in rows if row.sla in agreement.promises], RECKONED)
        append(_told(agreement, after, rows, at))
    return rows


def _told(agreement: Agreement, after: UUID, rows: Sequence[Clock], at: datetime) -> Entry:
    """One event for all of a batch: they are the running ones whose ids lie behind ``after``, up to this one's."""
    data = {"after": str(after), "clocks": len(rows)}
    return Entry("sla.reckoned", at, SYSTEM, "clock", rows[-1].pk, playbook=agreement.book.stamp, data=data)


@transaction.atomic
def reckon_with_limit(lead_id: UUID, slas: Sequence[str], limit: datetime, *, at: datetime) -> None:
    """The outside limit of these running promises moved (SL-13: the meeting has a new start)."""
    rows = (
        Clock.objects.select_for_update().filter(lead=lead_id, sla__in=slas, stopped_at=None).order_by("pk")
    )
    for row in rows:
        row.no_later_than_at = limit
        under(agreement_stamped(row.playbook), row, at).save(update_fields=RECKONED)


def under(agreement: Agreement, row: Clock, at: datetime) -> Clock:
    """The row as this agreement reckons it from its start; the caller saves."""
    promise = agreement.promises[row.sla]
    terms, book = promise.terms, agreement.book
    calendar = calendar_of(book, terms.calendar, row.started_at, row.due_at, at)
    put(rules.reschedule(clock_of(row), terms, calendar, at), row)
    row.playbook, row.within = book.stamp, promise.sla.within
    return row
