"""What follows from a day that has come rather than from an event."""

from __future__ import annotations

from datetime import datetime

from django.utils.module_loading import import_string

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.refusals import Refusal
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.rules.gates import day_of
from tasuki.rules.lifecycle import LeadState

REENGAGE = "tasuki.stages.qualification.actions.reengage"


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
