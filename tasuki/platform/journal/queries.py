"""Read the journal: the cursor feed for integrations, and the timeline of one record."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL

from tasuki.platform.journal.models import Event, Payload
from tasuki.platform.rows import fetch

Cursor = tuple[int, int]


def feed(after: Cursor = (0, 0), limit: int = 200, only: Q | None = None) -> list[Event]:
    """Events after the cursor, in the order (txid, seq), none of a transaction that might still be writing."""
    settled = RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ())
    rows = Event.objects.filter(only or Q(), txid__lt=settled)
    rows = rows.extra(where=["(txid, seq) > (%s, %s)"], params=list(after))
    return list(rows.order_by("txid", "seq")[:limit])


def timeline_of_lead(lead_id: UUID, limit: int = 200) -> list[Event]:
    """The newest events of one lead, with the words that belong to them."""
    newest = "row.lead_id = %(lead)s ORDER BY row.at DESC, row.seq DESC LIMIT %(limit)s"
    events = fetch(Event, newest, {"lead": lead_id, "limit": limit})
    words = fetch(Payload, "row.event_id = ANY(%(events)s)", {"events": [event.seq for event in events]})
    by_event = {one.event_id: one for one in words}
    for event in events:
        event._state.fields_cache["payload"] = by_event.get(event.seq)
    return events
