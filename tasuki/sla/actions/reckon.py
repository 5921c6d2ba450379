from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.rules import clock as rules
from tasuki.sla.models import Clock
from tasuki.sla.rows import RECKONED, clock_of, put
from tasuki.sla.terms import Agreement, agreement_in_force, agreement_stamped, calendar_of

BATCH = 500


def reckon_anew(at: datetime) -> int:
    """After a new agreement or calendar: every open clock is reckoned from its start under it (SL-24).

    Closed clocks keep what they were judged by, and a promise that the new agreement no longer names runs on as it
    was made. Returns how many clocks were looked at.
    """
    agreement = agreement_in_force(at)
    if agreement is None:
        return 0
    keys = list(Clock.objects.filter(stopped_at=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        _batch(keys[start : start + BATCH], agreement, at)
    return len(keys)


@transaction.atomic
def _batch(keys: Sequence[UUID], agreement: Agreement, at: datetime) -> None:
    rows = Clock.objects.select_for_update().filter(pk__in=keys, stopped_at=None).order_by("pk")
    changed = [_under(agreement, row, at) for row in rows if row.sla in agreement.promises]
    Clock.objects.bulk_update(changed, RECKONED)


@transaction.atomic
def reckon_with_limit(lead_id: UUID, slas: Sequence[str], limit: datetime, *, at: datetime) -> None:
    """The outside limit of these running promises moved (SL-13: the meeting has a new start)."""
    rows = (
        Clock.objects.select_for_update().filter(lead=lead_id, sla__in=slas, stopped_at=None).order_by("pk")
    )
    for row in rows:
        row.no_later_than_at = limit
        _under(agreement_stamped(row.playbook), row, at).save(update_fields=RECKONED)


def _under(agreement: Agreement, row: Clock, at: datetime) -> Clock:
    promise = agreement.promises[row.sla]
    terms, book = promise.terms, agreement.book
    calendar = calendar_of(book, terms.calendar, row.started_at, row.due_at, at)
    put(rules.reschedule(clock_of(row), terms, calendar, at), row)
    row.playbook, row.within = book.stamp, promise.sla.within
    return row
