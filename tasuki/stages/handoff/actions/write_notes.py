from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import append
from tasuki.playbooks.queries import in_force
from tasuki.records import moves
from tasuki.records.models import Lead
from tasuki.records.moves import not_in_this_state
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.wording import N_
from tasuki.stages.handoff.completion import note_completeness
from tasuki.stages.handoff.drafting import dossier_with, draft_of
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.notes import with_changes

DRAFTED_IN = (LeadState.SAL, LeadState.SQL)


@transaction.atomic
def write_notes(lead_id: UUID, notes: Mapping[str, Any], *, by: Actor, at: datetime) -> Handoff:
    """Write the SDR's own parts of the brief, all or some (`Notes`); the first time begins the draft.

    Leaves brief.completed once the whole brief is complete (HB-3, SL-5). Raises Forbidden, NotFound, NotPossibleNow
    (the lead is elsewhere, or the handoff is with the AE: then amend it), Invalid.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "handoff.submit", lead.owner_id)
    _check_the_lead_is_worked(lead)
    draft = draft_of(lead, by, at)
    moves.move("handoff", "complete_brief", draft.state)
    draft.notes = with_changes(draft.notes, notes)
    completed = note_completeness(draft, dossier_with(lead, draft), in_force(), by, at)
    draft.save()
    append(*completed, at_hand=[lead])
    return draft


def _check_the_lead_is_worked(lead: Lead) -> None:
    if lead.state not in DRAFTED_IN:
        text = N_("A brief cannot be drafted while the lead is %(state)s; it has to be %(wanted)s.")
        raise not_in_this_state(text, lead.state, *DRAFTED_IN)
