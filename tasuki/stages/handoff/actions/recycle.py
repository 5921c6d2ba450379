from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.queries import in_force
from tasuki.records import moves
from tasuki.records.queries import enter
from tasuki.rules.gates import day_of
from tasuki.rules.rationale import Ending, days_told, with_its_usual_return
from tasuki.stages.handoff.actions.deciding import answering
from tasuki.stages.handoff.endings import decide_handoff, words_of
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.qualification.endings import check_ending, note_exit


@transaction.atomic
def recycle(
    key: UUID,
    *,
    rationale: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    reengage_on: date | None = None,
    trigger: str = "",
    nurture_track: str = "",
    details: Mapping[str, str] | None = None,
) -> Handoff:
    """The AE sends the lead to nurture until a day, an event, or both (AR-1, AR-10). ``key``: the handoff or its lead.

    Some reasons bring their own day or event (AR-4), as when an SDR recycles; ``details`` holds what they ask for.
    Raises Forbidden, NotFound, NotPossibleNow (decided already), Invalid (nothing says when it comes back …).
    """
    lead, handoff, move = answering(key, "recycle", by)
    book = in_force()
    said = Ending("recycle", reason, rationale, details or {}, reengage_on, trigger)
    ending = with_its_usual_return(said, book, day_of(at, book))
    check_ending(ending, book, by, at)
    lead_move = moves.move("lead", "recycle", lead.state)
    decide_handoff(handoff, move.to_state, ending, by, at)
    note_exit(lead, ending, book)
    lead.reengage_on = handoff.reengage_on
    lead.reengage_trigger = handoff.reengage_trigger
    lead.nurture_track = nurture_track.strip()[:50]
    lead.recycled_at = at
    lead.times_recycled += 1
    enter(lead, lead_move.to_state, at)
    lead.save()
    comes_back: dict[str, Any] = {
        "reengage_on": ending.reengage_on.isoformat() if ending.reengage_on else None,
        "has_trigger": bool(handoff.reengage_trigger),
    }
    answer = Entry(
        move.event,
        at,
        by,
        "handoff",
        handoff.pk,
        lead_id=lead.pk,
        playbook=book.stamp,
        reason=reason,
        data={
            "ae": str(handoff.ae_id) if handoff.ae_id else None,
            "sdr": str(handoff.sdr_id) if handoff.sdr_id else None,
            **comes_back,
        },
        words=words_of(ending),
    )
    left = Entry(
        lead_move.event,
        at,
        by,
        "lead",
        lead.pk,
        lead_id=lead.pk,
        playbook=book.stamp,
        reason=reason,
        data={"from": lead.exit_state, "times": lead.times_recycled, **days_told(ending), **comes_back},
        words={"rationale": handoff.rationale, "trigger": lead.reengage_trigger},
    )
    append(answer, left, at_hand=[lead])
    return handoff
