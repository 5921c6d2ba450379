from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import append
from tasuki.platform.rows import fetch, update_all
from tasuki.rules.escalation import stand_in
from tasuki.sla.company import colleagues
from tasuki.sla.models import Clock
from tasuki.sla.telling import of_clock

# Running promises of those who are away now, and that fall due before they are back, where no lead can change hands.
OWED_BY_THE_ABSENT = """
row.stopped_at IS NULL AND row.paused_at IS NULL
  AND row.owner_id = ANY(ARRAY(SELECT person_id FROM people_absence WHERE from_at <= %(at)s AND until_at > %(at)s))
  AND NOT (row.lead_id IS NOT NULL AND row.owner_role IN ('sdr', 'ae'))
  AND EXISTS (SELECT FROM people_absence away WHERE away.person_id = row.owner_id
              AND away.from_at <= %(at)s AND away.until_at > %(at)s AND row.due_at < away.until_at)
ORDER BY row.id LIMIT 500 FOR UPDATE OF row SKIP LOCKED
"""


@transaction.atomic
def hand_on(at: datetime) -> int:
    """Promises of managers and RevOps do not wait for those who are away: whoever stands in owes them (SL-21).

    A lead's SDR and AE are relieved with the lead itself, by routing. Returns how many promises changed hands.
    """
    rows = fetch(Clock, OWED_BY_THE_ABSENT, {"at": at})
    people = colleagues((row.owner_id for row in rows), at) if rows else {}
    handed = []
    for row in rows:
        heir = stand_in(people[row.owner_id], row.owner_role, people) if row.owner_id else None
        if heir is not None:
            row.owner_id = heir
            handed.append(row)
    update_all(handed, ("owner",))
    append(*(of_clock(row, "sla.assigned", at, SYSTEM, reason="absent") for row in handed))
    return len(handed)


def give(clocks: QuerySet[Clock], heir: UUID, *, by: Actor, at: datetime, reason: str = "") -> None:
    """These promises are owed by the heir from now on, inside the caller's transaction."""
    rows = list(clocks.exclude(owner=heir).select_for_update().order_by("pk"))
    for row in rows:
        row.owner_id = heir
    update_all(rows, ("owner",))
    append(*(of_clock(row, "sla.assigned", at, by, reason=reason) for row in rows))
