"""The SDR's draft: the one on its way, or a new one that begins with what the last one said."""

from __future__ import annotations

from datetime import datetime

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.records.models import Lead
from tasuki.rules.dossier import Dossier
from tasuki.stages.handoff.dossier import with_notes
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import dossier_for_handoff, is_over, latest_handoff


def draft_of(lead: Lead, by: Actor, at: datetime) -> Handoff:
    """The lead's open handoff; where there is none, a new draft, not yet saved, with the notes of the last (HB-8)."""
    latest = latest_handoff(lead.pk)
    if latest is not None and not is_over(latest.state, lead):
        return latest
    notes = dict(latest.notes) if latest else {}
    return Handoff(
        id=new_id(at),
        lead=lead,
        sdr_id=lead.owner_id or by.person_id,
        state="draft",
        notes=notes,
        created_at=at,
    )


def dossier_with(lead: Lead, draft: Handoff) -> Dossier:
    """The dossier with the draft's notes as they stand now, saved or not."""
    return with_notes(dossier_for_handoff(lead), draft.notes)
