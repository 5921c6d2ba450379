from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.refusals import NotFound
from tasuki.records.queries import ask_about, locked_lead
from tasuki.stages.intake.models import Suspect


@transaction.atomic
def settle(suspect_id: UUID, settled_as: Literal["not_duplicate"], *, by: Actor, at: datetime) -> Suspect:
    """Say that two leads are two people; to say that they are one, merge them. Raises `NotFound`, `Forbidden`."""
    suspect = Suspect.objects.filter(pk=suspect_id).first()
    if suspect is None:
        raise NotFound("suspect", suspect_id)
    lead = locked_lead(suspect.lead_id)
    ask_about(lead, by, "lead.merge")
    suspect.settled_as, suspect.settled_at = settled_as, at
    suspect.save(update_fields=["settled_as", "settled_at"])
    return suspect
