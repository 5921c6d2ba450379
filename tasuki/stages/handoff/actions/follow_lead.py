from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tasuki.platform import rows
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.records import moves
from tasuki.records.queries import locked_lead
from tasuki.stages.handoff.models import Handoff

ANSWER_FOR: Mapping[str, str] = {"disqualified": "reject", "merged": "reject", "recycled": "recycle"}


@atomic
def follow_lead(lead_id: UUID, *, by: Actor, at: datetime) -> Handoff | None:
    """A lead that left on another way takes its submitted handoff along, so that nobody is asked for an answer.

    Does nothing where no handoff is with an AE or the lead is still worked. Raises Forbidden, NotFound.
    """
    lead = locked_lead(lead_id)
    asked = "row.lead_id = %(lead)s AND row.state = 'submitted' FOR UPDATE"
    handoff = next(iter(rows.fetch(Handoff, asked, {"lead": lead.pk})), None)
    verb = ANSWER_FOR.get(lead.state)
    if handoff is None or verb is None:
        return None
    ask(by, "handoff.decide", handoff.ae_id)
    move = moves.move("handoff", verb, handoff.state)
    handoff.state = move.to_state
    handoff.decided_at = at
    handoff.reason = lead.exit_reason
    handoff.rationale = lead.exit_rationale
    handoff.save(update_fields=["state", "decided_at", "reason", "rationale"])
    append(
        Entry(
            move.event,
            at,
            by,
            "handoff",
            handoff.pk,
            lead_id=lead.pk,
            reason=lead.exit_reason,
            data={"followed_lead": lead.state},
        ),
        at_hand=[lead],
    )
    return handoff
