"""End clocks: kept in time, kept late, or released because the promise lost its object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.sql import run

# Stop the named clocks of one subject and release the others that are touched, in one statement. A clock on pause is
# judged by the instant at which it was held; a promise is kept up to and including its due moment.
END_CLOCKS = """
UPDATE sla_clock SET
  stopped_at = greatest(%(moment)s::timestamptz, started_at), stopped_by = %(because)s, next_at = NULL,
  outcome = CASE WHEN NOT sla = ANY(%(stops)s) THEN 'released'
                 WHEN least(%(moment)s, paused_at) <= due_at THEN 'met' ELSE 'late' END,
  breached_at = CASE WHEN sla = ANY(%(stops)s) AND least(%(moment)s, paused_at) > due_at
                     THEN coalesce(breached_at, due_at) ELSE breached_at END
WHERE subject_id = %(subject)s AND stopped_at IS NULL AND (%(everything)s OR sla = ANY(%(touched)s))
RETURNING id, sla, owner_id, lead_id, playbook, due_at, outcome, fired > cardinality(warn_at)
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """A clock that ended, as the database returns it."""

    clock_id: UUID
    sla: str
    owner_id: UUID | None
    lead_id: UUID | None
    playbook: str
    due_at: datetime
    outcome: str
    breach_is_told: bool

    @property
    def is_worth_telling(self) -> bool:
        """Kept in time; or kept late before a tick could tell the breach."""
        return self.outcome == "met" or (self.outcome == "late" and not self.breach_is_told)


def end(
    subject_id: UUID,
    because: str,
    *,
    moment: datetime,
    by: Actor,
    at: datetime,
    stops: tuple[str, ...] = (),
    releases: tuple[str, ...] = (),
    releases_everything: bool = False,
) -> int:
    """Stop the subject's running promises ``stops`` as of ``moment``, release the others; returns how many ended."""
    asked = {
        "subject": subject_id,
        "because": because,
        "moment": moment,
        "stops": list(stops),
        "touched": [*stops, *releases],
        "everything": releases_everything,
    }
    ended = [Ended(*row) for row in run(END_CLOCKS, asked)]
    entries = [_told(one, by, at) for one in ended if one.is_worth_telling]
    if entries:
        append(*entries)
    return len(ended)


def _told(one: Ended, by: Actor, at: datetime) -> Entry:
    code, happened_at = ("sla.met", at) if one.outcome == "met" else ("sla.breached", one.due_at)
    data = {
        "sla": one.sla,
        "due_at": one.due_at.isoformat(),
        "owner": str(one.owner_id) if one.owner_id else None,
    }
    return Entry(
        code, happened_at, by, "clock", one.clock_id, lead_id=one.lead_id, playbook=one.playbook, data=data
    )
