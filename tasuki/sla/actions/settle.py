from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.sql import run
from tasuki.sla.telling import Stopped, tell_of_the_end

# One promise about one lead is kept; judged like a stop by an event.
SETTLE_CLOCK = """
UPDATE sla_clock SET
  stopped_at = greatest(%(at)s, started_at), stopped_by = %(because)s, next_at = NULL,
  outcome = CASE WHEN least(%(at)s, paused_at) <= due_at THEN 'met' ELSE 'late' END,
  breached_at = CASE WHEN least(%(at)s, paused_at) > due_at THEN coalesce(breached_at, due_at) ELSE breached_at END
WHERE subject_id = %(lead)s AND sla = %(sla)s AND stopped_at IS NULL
RETURNING id, sla, owner_id, lead_id, playbook, due_at, outcome, fired > cardinality(warn_at)
"""


@transaction.atomic
def settle(lead_id: UUID, sla: str, because: str, *, by: Actor, at: datetime) -> bool:
    """Stop a promise whose keeping takes a judgement (SL-12); ``because`` is the code of the event that settled it.

    Returns whether such a clock was running.
    """
    rows = run(SETTLE_CLOCK, {"lead": lead_id, "sla": sla, "because": because, "at": at})
    tell_of_the_end([Stopped(*row) for row in rows], by=by, at=at)
    return bool(rows)
