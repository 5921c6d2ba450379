"""End clocks: kept in time, kept late, or released because the promise lost its object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.rows import asked_of
from tasuki.platform.sql import Answer, send
from tasuki.sla.telling import TOLD_OF_A_CLOCK

# Stop the named clocks of each subject, release the others that are touched, and tell the journal, in one statement
# (every conversion runs it). A clock on pause is judged by the instant at which it was held; a promise is kept up to
# and including its due moment. One kept late tells its breach here, unless a tick has done so already.
END_CLOCKS = f"""
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
  RETURNING id, lead_id, playbook, due_at, outcome, fired > cardinality(warn_at) AS breach_is_told,
    a.at, a.actor, a.door,
    {TOLD_OF_A_CLOCK} || jsonb_build_object('because', stopped_by, 'stopped_at', stopped_at) AS data),
entries AS (
  INSERT INTO journal_event (code, at, actor_id, door, subject, subject_id, lead_id, playbook, reason, origin, data)
  SELECT told.code, told.at, actor, door, 'clock', id, lead_id, playbook, '', 'native', data
  FROM ended CROSS JOIN LATERAL (VALUES
    ('sla.breached', due_at, outcome = 'late' AND NOT breach_is_told),
    (CASE outcome WHEN 'met' THEN 'sla.met' WHEN 'late' THEN 'sla.kept_late' ELSE 'sla.released' END, ended.at, true)
  ) AS told (code, at, is_new)
  WHERE told.is_new)
SELECT id FROM ended
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


def end(endings: Sequence[Ending]) -> Answer:
    """Stop and release clocks of different subjects; the answer has a row for each that ended.

    Nobody waits for it: whether a promise was kept stands in the journal for whoever follows it, and nothing follows
    from it at once.
    """
    statement, asked = asked_of(END_CLOCKS, [_asked(one) for one in endings])
    return send(statement, {"asked": asked})


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
