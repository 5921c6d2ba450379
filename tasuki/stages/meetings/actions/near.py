"""A discovery meeting is a day away: whoever takes part hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.sql import run
from tasuki.rules.meeting_kinds import DISCOVERY

AHEAD = timedelta(hours=24)
# Meetings that somebody changes at this moment come next time.
WHAT_IS_NEAR = """
UPDATE meetings_meeting m SET remind_at = NULL
FROM (SELECT id FROM meetings_meeting WHERE remind_at <= %(at)s AND state = 'booked'
      ORDER BY remind_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED) near
WHERE m.id = near.id RETURNING m.id, m.lead_id, m.kind, m.booked_for, m.ae_id, m.sdr_id
"""


def reminder_of(kind: str, booked_for: datetime, at: datetime) -> datetime | None:
    """When to remind of a meeting that is booked at ``at``; the booking itself tells of one that is near already."""
    remind_at = booked_for - AHEAD
    return remind_at if kind == DISCOVERY and remind_at > at else None


@transaction.atomic
def near(at: datetime, limit: int = 200) -> int:
    """Tell of each meeting once whose reminder has come; one that has begun meanwhile is not told of any more."""
    due = run(WHAT_IS_NEAR, {"at": at, "limit": limit})
    append(
        *(
            Entry(
                "meeting.neared", at, SYSTEM, "meeting", meeting, lead_id=lead,
                data={"kind": kind, "booked_for": booked_for.isoformat(), "ae": _id(ae), "sdr": _id(sdr)},
            )
            for meeting, lead, kind, booked_for, ae, sdr in due
            if booked_for > at
        )
    )  # fmt: skip
    return len(due)


def _id(person: object) -> str | None:
    return str(person) if person else None
