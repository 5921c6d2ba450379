from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.stages.handoff.queries import handoff_for, latest_version

READ = """
INSERT INTO handoff_briefread (handoff_id, person_id, number, at)
VALUES (%(handoff)s, %(person)s, %(number)s, %(at)s)
ON CONFLICT (handoff_id, person_id) DO UPDATE SET number = excluded.number, at = excluded.at
"""


@transaction.atomic
def mark_read(key: UUID, *, by: Actor, at: datetime) -> int:
    """Remember that ``by`` has read the latest version, and return its number (HB-8). Reading is no event.

    Raises NotFound (no such handoff that they may see, or nothing submitted yet).
    """
    handoff = handoff_for(by, key)
    latest = latest_version(handoff)
    if latest is None:
        raise NotFound("brief", key)
    if by.person_id is not None:
        run(READ, {"handoff": handoff.pk, "person": by.person_id, "number": latest.number, "at": at})
    return latest.number
