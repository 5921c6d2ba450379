from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.records import moves
from tasuki.records.queries import enter
from tasuki.stages.handoff.actions.deciding import answering
from tasuki.stages.handoff.models import Handoff


@transaction.atomic
def accept(key: UUID, *, by: Actor, at: datetime, rationale: str = "") -> Handoff:
    """The AE takes the lead over: discovery begins (AR-1). ``key`` is the handoff's id or the lead's.

    Raises Forbidden, NotFound, NotPossibleNow (decided already, or the lead is elsewhere).
    """
    lead, handoff, move = answering(key, "accept", by)
    lead_move = moves.move("lead", "begin_discovery", lead.state)
    handoff.state = move.to_state
    handoff.decided_at = at
    handoff.decided_by_id = by.person_id
    handoff.rationale = rationale.strip()
    handoff.save(update_fields=["state", "decided_at", "decided_by", "rationale"])
    lead.ae_id = handoff.ae_id
    enter(lead, lead_move.to_state, at)
    lead.save()
    words = {"rationale": handoff.rationale} if handoff.rationale else {}
    data = {"ae": str(handoff.ae_id), "sdr": str(handoff.sdr_id) if handoff.sdr_id else None}
    append(
        Entry(
            move.event,
            at,
            by,
            "handoff",
            handoff.pk,
            lead_id=lead.pk,
            playbook=handoff.playbook,
            data=data,
            words=words,
        ),
        at_hand=[lead],
    )
    return handoff
