"""Read the journal: the cursor feed for integrations, and the timeline of one record."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from tasuki.platform.journal.models import Event

Cursor = tuple[int, int]


def feed(after: Cursor = (0, 0), limit: int = 200, only: Q | None = None) -> list[Event]:
    """Events after the cursor, in the order (txid, seq), none of a transaction that might still be writing."""
    settled = RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ())
    rows = Event.objects.filter(only or Q(), txid__lt=settled)
    rows = rows.extra(where=["(txid, seq) > (%s, %s)"], params=list(after))
    return list(rows.order_by("txid", "seq")[:limit])


def timeline_of_lead(lead_id: UUID, limit: int = 200) -> QuerySet[Event]:
    """The newest events of one lead, with the words that belong to them."""
    return Event.objects.filter(lead_id=lead_id).select_related("payload").order_by("-at", "-seq")[:limit]
