"""End clocks: kept in time, kept late, or released because the promise lost its object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, announce
from tasuki.platform.sql import run

# Stop the named clocks of each subject, release the others that are touched, and tell the journal, in one statement
# (every conversion runs it). A clock on pause is judged by the instant at which it was held; a promise is kept up to
# and including its due moment. One kept late tells its breach here, unless a tick has done so already.
END_CLOCKS = """
WITH asked AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(asked)s::jsonb) AS a(
    subject uuid, because varchar, moment timestamptz, at timestamptz, actor uuid, door varchar,
    stops varchar[], touched varchar[], everything boolean)),
ended AS (
  UPDATE sla_clock clock SET
    stopped_at = greatest(a.moment, started_at), stopped_by = a.because, next_at = NULL,
    outcome = CASE WHEN NOT sla = ANY(a.stops) THEN 'released'
                   WHEN least(a.moment, paused_at) <= due_at THEN 'met' ELSE 'late' END,
    breached_at = CASE WHEN sla = ANY(a.stops) AND least(a.moment, paused_at) > due_at
                       THEN coalesce(breached_at, due_at) ELSE breached_at END
  FROM asked a
  WHERE clock.subject_id = a.subject AND stopped_at IS NULL AND (a.everything OR sla = ANY(a.touched))
  RETURNING id, clock.subject_id, sla, owner_id, owner_role, lead_id, playbook, due_at, outcome,
    fired > cardinality(warn_at) AS breach_is_told, a.at, a.actor, a.door),
entries AS (
  INSERT INTO journal_event (code, at, actor_id, door, subject, subject_id, lead_id, playbook, reason, origin, data)
  SELECT CASE outcome WHEN 'met' THEN 'sla.met' ELSE 'sla.breached' END,
    CASE outcome WHEN 'met' THEN at ELSE due_at END,
    actor, door, 'clock', id, lead_id, playbook, '', 'native',
    jsonb_build_object('sla', sla, 'due_at', due_at, 'owner', owner_id, 'owner_role', owner_role)
  FROM ended WHERE outcome = 'met' OR (outcome = 'late' AND NOT breach_is_told)
  RETURNING code, subject_id)
SELECT ended.id, ended.subject_id, sla, owner_id, owner_role, lead_id, playbook, due_at, coalesce(entries.code, '')
FROM ended LEFT JOIN entries ON entries.subject_id = ended.id
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """What an event ends: the subject's running promises ``stops`` as of ``moment``, and it releases the others."""

    subject_id: UUID
    because: str
    moment: datetime
    by: Actor
    at: datetime
    stops: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    releases_everything: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """A clock that ended, as the database returns it; ``told`` is the code of its journal entry, or empty."""

    clock_id: UUID
    subject_id: UUID
    sla: str
    owner_id: UUID | None
    owner_role: str
    lead_id: UUID | None
    playbook: str
    due_at: datetime
    told: str


def end(endings: Sequence[Ending]) -> int:
    """Stop and release clocks of different subjects; returns how many ended."""
    asked = orjson.dumps([_asked(one) for one in endings]).decode()
    ended = [Ended(*row) for row in run(END_CLOCKS, {"asked": asked})]
    by_subject = {one.subject_id: one for one in endings}
    told = [_entry(one, by_subject[one.subject_id]) for one in ended if one.told]
    if told:
        announce(*told)
    return len(ended)


def _asked(one: Ending) -> dict[str, Any]:
    return {
        "subject": one.subject_id,
        "because": one.because,
        "moment": one.moment,
        "at": one.at,
        "actor": one.by.person_id,
        "door": one.by.door,
        "stops": one.stops,
        "touched": [*one.stops, *one.releases],
        "everything": one.releases_everything,
    }


def _entry(one: Ended, ending: Ending) -> Entry:
    owner = str(one.owner_id) if one.owner_id else None
    data = {
        "sla": one.sla,
        "due_at": one.due_at.isoformat(),
        "owner": owner,
        "owner_role": one.owner_role,
    }
    happened_at = ending.at if one.told == "sla.met" else one.due_at
    return Entry(
        one.told,
        happened_at,
        ending.by,
        "clock",
        one.clock_id,
        lead_id=one.lead_id,
        playbook=one.playbook,
        data=data,
    )
