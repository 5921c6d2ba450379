"""What follows from a day that has come rather than from an event."""

from __future__ import annotations

from datetime import datetime

from django.utils.module_loading import import_string

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.refusals import Refusal
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.rules.gates import day_of
from tasuki.rules.lifecycle import LeadState

REENGAGE = "tasuki.stages.qualification.actions.reengage"
RELIEVE = "tasuki.stages.routing.actions.relieve"
# Leads at work with a running promise that falls due before the SDR or AE who has them, and who is away now, is back.
LEFT_BY_THE_ABSENT = """
SELECT DISTINCT clock.lead_id, clock.owner_role, clock.owner_id FROM people_absence away
JOIN sla_clock clock ON clock.owner_id = away.person_id AND clock.stopped_at IS NULL AND clock.paused_at IS NULL
JOIN records_lead lead ON lead.id = clock.lead_id
WHERE away.from_at <= %(at)s AND away.until_at > %(at)s AND clock.due_at < away.until_at
  AND clock.owner_id = CASE clock.owner_role WHEN 'sdr' THEN lead.owner_id WHEN 'ae' THEN lead.ae_id END
  AND lead.state IN ('captured', 'mql', 'sal', 'sql', 'discovery', 'recycled')
ORDER BY clock.lead_id, clock.owner_role
"""


def reengage_due(at: datetime) -> int:
    """Recycled leads whose day has come are marketing's again (AR-10); returns how many came back.

    Each is a transaction of its own; one that somebody else moves at the same time is left to them.
    """
    reengage = import_string(REENGAGE)
    today = day_of(at, in_force())
    due = Lead.objects.filter(state=LeadState.RECYCLED, reengage_on__lte=today).order_by("reengage_on", "pk")
    came_back = 0
    for lead_id in list(due.values_list("pk", flat=True)):
        try:
            reengage(lead_id, by=SYSTEM, at=at)
        except Refusal:
            continue
        came_back += 1
    return came_back


def relieve_absent(at: datetime) -> int:
    """Nothing waits for somebody who is away: leads whose promises fall due meanwhile change hands (SL-21).

    Each is a transaction of its own. Returns how many did; where nobody else is there a lead stays where it is.
    """
    relieve = import_string(RELIEVE)
    changed = 0
    for lead_id, role, holder in run(LEFT_BY_THE_ABSENT, {"at": at}):
        try:
            made = relieve(lead_id, role, "absent", since=holder, by=SYSTEM, at=at)
        except Refusal:
            continue
        changed += made is not None
    return changed
