"""From rows to the dossier: meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tasuki.rules.dossier import Meeting
from tasuki.rules.reading import read

_SAME = ("kind", "booked_for", "booked_at", "held_at", "missed_at")


def meetings_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Meeting, ...]:
    """Meetings with ``ae`` as the AE's handle (the row carries it under ``ae_handle``)."""
    return tuple(
        read(
            Meeting,
            {
                **{name: row[name] for name in _SAME},
                "attendees": list(row["attendees"]),
                "ae": row.get("ae_handle") or "",
            },
        )
        for row in rows
    )
