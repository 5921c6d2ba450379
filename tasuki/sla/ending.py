"""End clocks: kept in time, kept late, or released because the promise lost its object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, announce
from tasuki.platform.sql import run

# Stop the named clocks of one subject, release the others that are touched, and tell the journal, in one statement
# (every conversion runs it). A clock on pause is judged by the instant at which it was held; a promise is kept up to
# and including its due moment. One kept late tells its breach here, unless a tick has done so already.
END_CLOCKS = """
WITH ended AS (
  UPDATE sla_clock SET
    stopped_at = greatest(%(moment)s::timestamptz, started_at), stopped_by = %(because)s, next_at = NULL,
    outcome = CASE WHEN NOT sla = ANY(%(stops)s) THEN 'released'
                   WHEN least(%(moment)s, paused_at) <= due_at THEN 'met' ELSE 'late' END,
    breached_at = CASE WHEN sla = ANY(%(stops)s) AND least(%(moment)s, paused_at) > due_at
                       THEN coalesce(breached_at, due_at) ELSE breached_at END
  WHERE subject_id = %(subject)s AND stopped_at IS NULL AND (%(everything)s OR sla = ANY(%(touched)s))
  RETURNING id, sla, owner_id, lead_id, playbook, due_at, outcome, fired > cardinality(warn_at) AS breach_is_told),
entries AS (
  INSERT INTO journal_event (code, at, actor_id, door, subject, subject_id, lead_id, playbook, reason, origin, data)
  SELECT CASE outcome WHEN 'met' THEN 'sla.met' ELSE 'sla.breached' END,
    CASE outcome WHEN 'met' THEN %(at)s ELSE due_at END,
    %(actor)s, %(door)s, 'clock', id, lead_id, playbook, '', 'native',
    jsonb_build_object('sla', sla, 'due_at', due_at, 'owner', owner_id)
  FROM ended WHERE outcome = 'met' OR (outcome = 'late' AND NOT breach_is_told)
  RETURNING code, subject_id)
SELECT ended.id, sla, owner_id, lead_id, playbook, due_at, coalesce(entries.code, '')
FROM ended LEFT JOIN entries ON entries.subject_id = ended.id
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """A clock that ended, as the database returns it; ``told`` is the code of its journal entry, or empty."""

    clock_id: UUID
    sla: str
    owner_id: UUID | None
    lead_id: UUID | None
    playbook: str
    due_at: datetime
    told: str


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
        "at": at,
        "actor": by.person_id,
        "door": by.door,
        "stops": list(stops),
        "touched": [*stops, *releases],
        "everything": releases_everything,
    }
    ended = [Ended(*row) for row in run(END_CLOCKS, asked)]
    entries = [_entry(one, by, at) for one in ended if one.told]
    if entries:
        announce(*entries)
    return len(ended)


def _entry(one: Ended, by: Actor, at: datetime) -> Entry:
    owner = str(one.owner_id) if one.owner_id else None
    data = {"sla": one.sla, "due_at": one.due_at.isoformat(), "owner": owner}
    happened_at = at if one.told == "sla.met" else one.due_at
    return Entry(
        one.told,
        happened_at,
        by,
        "clock",
        one.clock_id,
        lead_id=one.lead_id,
        playbook=one.playbook,
        data=data,
    )
