from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.sql import run
from tasuki.rules.calendar import is_open
from tasuki.rules.clock import Target, parse_within
from tasuki.rules.lateness import Circumstances, why_late
from tasuki.sla.telling import TOLD_OF_A_CLOCK
from tasuki.sla.terms import agreement_stamped, calendar_of

# Broken promises without a cause yet, with how it stood between their start and their due moment. Who looked is known
# by the last look at the lead and by what its owner did about it; loads are counted as far as they matter.
UNEXPLAINED = """
SELECT clock.id, clock.playbook, clock.within, clock.started_at,
  CASE clock.owner_role WHEN 'sdr' THEN lead.owner_id IS NULL WHEN 'ae' THEN lead.ae_id IS NULL
    ELSE clock.owner_id IS NULL OR (lead.id IS NOT NULL AND lead.owner_id IS NULL) END,
  NOT coalesce(owner.is_active, true),
  EXISTS (SELECT FROM people_absence away WHERE away.person_id = clock.owner_id
          AND away.from_at < clock.due_at AND away.until_at > clock.started_at),
  EXISTS (SELECT FROM journal_event e WHERE e.lead_id = clock.lead_id AND e.code = 'lead.assigned'
          AND e.at > clock.started_at AND e.at <= clock.due_at AND e.data->>'run' = clock.owner_role),
  CASE WHEN owner.capacity IS NULL THEN 0 ELSE (
    SELECT count(*) FROM records_lead l WHERE l.owner_id = owner.id
    AND l.state IN ('captured', 'mql', 'sal', 'sql', 'discovery')) END,
  owner.capacity,
  CASE WHEN owner.capacity IS NOT NULL THEN 0 ELSE (SELECT count(*) FROM (
    SELECT FROM sla_clock other WHERE other.owner_id = clock.owner_id AND other.stopped_at IS NULL
    AND other.due_at < clock.due_at AND other.id <> clock.id LIMIT 50) broken) END,
  clock.lead_id IS NULL OR EXISTS (SELECT FROM records_lastlook look WHERE look.person_id = clock.owner_id
      AND look.subject = 'lead' AND look.subject_id = clock.lead_id AND look.at >= clock.started_at)
    OR EXISTS (SELECT FROM journal_event e WHERE e.lead_id = clock.lead_id AND e.actor_id = clock.owner_id
      AND e.at >= clock.started_at)
FROM sla_clock clock
LEFT JOIN records_lead lead ON lead.id = clock.lead_id
LEFT JOIN people_person owner ON owner.id = clock.owner_id
WHERE clock.breached_at IS NOT NULL AND clock.late_because = ''
ORDER BY clock.id LIMIT %(limit)s FOR UPDATE OF clock SKIP LOCKED
"""
EXPLAIN = f"""
WITH explained AS (
  UPDATE sla_clock clock SET late_because = found.cause
  FROM unnest(%(ids)s::uuid[], %(causes)s::varchar[]) AS found(id, cause) WHERE clock.id = found.id
  RETURNING clock.id, lead_id, playbook, {TOLD_OF_A_CLOCK} || jsonb_build_object('cause', late_because) AS data)
INSERT INTO journal_event (code, at, door, subject, subject_id, lead_id, playbook, reason, origin, data)
SELECT 'sla.explained', %(at)s, '{SYSTEM.door}', 'clock', id, lead_id, playbook, '', 'native', data
FROM explained ORDER BY id
"""


class Found(NamedTuple):
    """A row of the statement, in its order."""

    id: UUID
    playbook: str
    within: str
    started_at: datetime
    is_unowned: bool
    has_left: bool
    was_away: bool
    changed_hands: bool
    open_leads: int
    capacity: int | None
    overdue: int
    was_opened: bool


@transaction.atomic
def explain_lateness(at: datetime, limit: int = 500) -> int:
    """Say of up to ``limit`` broken promises why they are late (SL-23), once each; returns of how many."""
    found = [Found(*row) for row in run(UNEXPLAINED, {"limit": limit})]
    if found:
        causes = list(_causes(found))
        run(EXPLAIN, {"ids": [one.id for one in found], "causes": causes, "at": at})
    return len(found)


def _causes(found: Iterable[Found]) -> Iterator[str]:
    for one in found:
        yield str(
            why_late(
                Circumstances(
                    is_unowned=one.is_unowned,
                    has_left=one.has_left,
                    was_away=one.was_away,
                    changed_hands=one.changed_hands,
                    began_off_hours=_began_off_hours(one),
                    open_leads=one.open_leads,
                    capacity=one.capacity,
                    overdue=one.overdue,
                    was_opened=one.was_opened,
                )
            )
        )


def _began_off_hours(one: Found) -> bool:
    """An elapsed promise that began while the office was closed; in working time the hours do not matter."""
    target = parse_within(one.within)
    if not isinstance(target, Target) or target.unit.startswith("business_"):
        return False
    book = agreement_stamped(one.playbook).book
    return not is_open(calendar_of(book, book.playbook.calendar, one.started_at), one.started_at)
