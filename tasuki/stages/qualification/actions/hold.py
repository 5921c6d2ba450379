"""A manager puts a lead on hold, or takes it off; its clocks may pause meanwhile (SL-21)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.records.models import Lead
from tasuki.records.queries import ask_about, locked_lead


@transaction.atomic
def hold(lead_id: UUID, on: bool, *, by: Actor, at: datetime, note: str = "") -> Lead:
    """Put the lead on hold or take it off. Raises Forbidden, NotFound."""
    lead = locked_lead(lead_id)
    ask_about(lead, by, "clock.pause")
    if lead.on_hold == on:
        return lead
    lead.on_hold = on
    lead.version += 1
    lead.save(update_fields=["on_hold", "version"])
    append(
        Entry(
            "lead.edited",
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            data={"on_hold": on},
            words={"note": note},
        )
    )
    return lead
