from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import append
from tasuki.platform.journal.atomic import atomic
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import ask_about, locked_lead
from tasuki.stages.handoff.completion import note_completeness
from tasuki.stages.handoff.drafting import dossier_with
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import latest_handoff


@atomic
def review_brief(lead_id: UUID, *, by: Actor, at: datetime) -> Handoff | None:
    """Look at the draft again after the record changed around it: an answer may have been the last missing line.

    Does nothing where no draft has been begun. Raises Forbidden, NotFound.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "handoff.submit", lead.owner_id)
    draft = latest_handoff(lead.pk)
    if draft is None or draft.state != "draft":
        return None
    completed = note_completeness(draft, dossier_with(lead, draft), in_force(), by, at)
    draft.save(update_fields=["completeness", "completed_at"])
    append(*completed, at_hand=[lead])
    return draft
