"""Moments that an agreement may name as an outside limit (``no_later_than = "meeting.booked_for"``).

They belong to stages that this package does not know. Flow says here where they are found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tasuki.platform.journal.append import Entry

Find = Callable[[UUID], datetime | None]
"""The lead's id → the moment, or None where there is none yet."""

_found_by: dict[str, Find] = {}


def tell(name: str, find: Find) -> None:
    """From now on, ``name`` is looked up with ``find``."""
    _found_by[name] = find


def limit_for(name: str, entry: Entry) -> datetime | None:
    """The named moment for the lead of an event: the event's own if it carries one, else looked up."""
    carried = entry.data.get(name.rpartition(".")[2])
    if isinstance(carried, str):
        return datetime.fromisoformat(carried)
    find = _found_by.get(name)
    return find(entry.lead_id) if find and entry.lead_id else None
