from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.records import moves
from tasuki.records.moves import not_now
from tasuki.records.queries import ask_about
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import locked_meeting, times_missed


@transaction.atomic
def miss(meeting_id: UUID, reason: str = "", *, by: Actor, at: datetime) -> Meeting:
    """Nobody met: the buyer stayed away, or we did. The event counts the lead's misses; the second alerts (BK-2).

    ``reason`` is what the person wrote. Raises Forbidden, NotFound, NotPossibleNow (its moment has not come, or it is
    no longer booked).
    """
    lead, meeting = locked_meeting(meeting_id)
    ask_about(lead, by, "meeting.record")
    move = moves.move("meeting", "miss", meeting.state)
    if meeting.booked_for > at:
        raise not_now(
            Sentence(N_("The meeting is booked for %(booked_for)s; nobody can have missed it yet."),
                     {"booked_for": meeting.booked_for}),
            Sentence(N_("If it will not take place, give it another moment.")),
        )  # fmt: skip
    meeting.state = move.to_state
    meeting.missed_at = at
    meeting.missed_reason = reason.strip()[:200]
    meeting.times_missed += 1
    meeting.save()
    misses = times_missed(lead.pk)
    data = {"kind": meeting.kind, "booked_for": meeting.booked_for.isoformat(), "times_missed": misses}
    words = {"reason": meeting.missed_reason} if meeting.missed_reason else {}
    append(
        Entry(move.event, at, by, "meeting", meeting.pk, lead_id=lead.pk, data=data, words=words),
        at_hand=[lead],
    )
    return meeting
