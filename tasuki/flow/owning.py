"""A lead that has its owner already is not routed; that it is theirs again is told all the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.records.queries import locked_lead


@atomic
def confirm_owner(lead_id: UUID, *, by: Actor, at: datetime) -> None:
    """The lead's SDR owes first contact and a decision (anew), from now: SL-1 stops, SL-2 and SL-3 start."""
    lead = locked_lead(lead_id)
    data = {"run": "sdr", "person": str(lead.owner_id), "strategy": "kept"}
    append(
        Entry("lead.assigned", at, by, "lead", lead.pk, lead_id=lead.pk, origin=lead.origin, data=data),
        at_hand=[lead],
    )
