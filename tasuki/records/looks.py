"""Who opened which record when: for what has changed since, and for the records that somebody had open lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.records.models import LastLook

SITTING = timedelta(minutes=30)
KEPT = timedelta(days=180)
"""Older looks say nothing any more, and go."""
LOOK = """
INSERT INTO records_lastlook AS look (person_id, subject, subject_id, at, before_at)
VALUES (%(person)s, %(subject)s, %(id)s, %(at)s, NULL)
ON CONFLICT (person_id, subject, subject_id) DO UPDATE SET at = excluded.at,
  before_at = CASE WHEN excluded.at - look.at > %(sitting)s THEN look.at ELSE look.before_at END
RETURNING before_at
"""


def looked_at(person_id: UUID, subject: str, subject_id: UUID, at: datetime) -> datetime | None:
    """Remember this look; returns when this person had the record open before, None where they never had."""
    asked = {"person": person_id, "subject": subject, "id": subject_id, "at": at, "sitting": SITTING}
    before: datetime | None = run(LOOK, asked)[0][0]
    return before


def lately(person_id: UUID, most: int) -> list[tuple[str, UUID]]:
    """The records that this person had open last, the newest first, as subject and id."""
    rows = LastLook.objects.filter(person=person_id).order_by("-at", "-pk")
    return list(rows.values_list("subject", "subject_id")[:most])


def forget_old_looks(at: datetime) -> int:
    """Returns how many went. A job does it every day."""
    return LastLook.objects.filter(at__lt=at - KEPT).delete()[0]
