"""Read the journal: the cursor feed for integrations, and the timeline of one record."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tasuki.platform.journal.catalogue import BOOKKEEPING
from tasuki.platform.journal.models import Event, Payload
from tasuki.platform.rows import fetch

Cursor = tuple[int, int]
EVERYTHING: Mapping[str, Any] = MappingProxyType({})
ONLY = {
    "codes": "row.code = ANY(%(codes)s)",
    "subject": "row.subject = %(subject)s",
    "subject_id": "row.subject_id = %(subject_id)s",
    "lead": "row.lead_id = %(lead)s",
}
"""What a reader of the feed may ask for."""
SETTLED_AND_NEW = """row.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
 AND (row.txid, row.seq) > (%(txid)s, %(seq)s)"""


def feed(after: Cursor = (0, 0), limit: int = 200, only: Mapping[str, Any] = EVERYTHING) -> list[Event]:
    """Events after the cursor, in the order (txid, seq), none of a transaction that might still be writing.

    ``only`` those with these values, by the names in `ONLY`.
    """
    where = " AND ".join([SETTLED_AND_NEW, *(ONLY[name] for name in only)])
    place = {"txid": after[0], "seq": after[1], "limit": limit}
    return fetch(Event, f"{where} ORDER BY row.txid, row.seq LIMIT %(limit)s", {**place, **only})


def timeline_of_lead(lead_id: UUID, limit: int = 200) -> list[Event]:
    """The newest events of one lead, with the words that belong to them; bookkeeping is left out."""
    newest = """row.lead_id = %(lead)s AND row.code <> ALL(%(left_out)s)
        ORDER BY row.at DESC, row.seq DESC LIMIT %(limit)s"""
    asked = {"lead": lead_id, "left_out": sorted(BOOKKEEPING), "limit": limit}
    events = fetch(Event, newest, asked)
    words = fetch(Payload, "row.event_id = ANY(%(events)s)", {"events": [event.seq for event in events]})
    by_event = {one.event_id: one for one in words}
    for event in events:
        event._state.fields_cache["payload"] = by_event.get(event.seq)
    return events
