from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import invalid
from tasuki.records import moves
from tasuki.records.queries import ask_about
from tasuki.rules.wording import N_
from tasuki.stages.meetings.actions.near import reminder_of
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import locked_meeting


@transaction.atomic
def reschedule(
    meeting_id: UUID,
    booked_for: datetime,
    *,
    by: Actor,
    at: datetime,
    place: str | None = None,
    note: str = "",
) -> Meeting:
    """Give a booked or missed meeting a new moment ahead. ``booked_at`` stays: the booking was in time or late (SL-4).

    Raises Forbidden, NotFound, NotPossibleNow (it was held), Invalid (a past moment).
    """
    lead, meeting = locked_meeting(meeting_id)
    ask_about(lead, by, "meeting.book")
    move = moves.move("meeting", "reschedule", meeting.state)
    if booked_for <= at:
        text = N_("%(booked_for)s is not ahead. Choose a later moment, or record a call that has been held.")
        raise invalid("/booked_for", text, code="past", booked_for=booked_for)
    before, was_missed = meeting.booked_for, meeting.missed_at is not None
    meeting.state = move.to_state
    meeting.booked_for = booked_for
    meeting.remind_at = reminder_of(meeting.kind, booked_for, at)
    meeting.missed_at = None
    meeting.missed_reason = ""
    meeting.times_moved += 1
    if place is not None:
        meeting.place = place.strip()[:300]
    meeting.save()
    data = {
        "kind": meeting.kind,
        "from": before.isoformat(),
        "booked_for": booked_for.isoformat(),
        "times_moved": meeting.times_moved,
        "after_a_miss": was_missed,
    }
    words = {"note": note} if note else {}
    append(
        Entry(move.event, at, by, "meeting", meeting.pk, lead_id=lead.pk, data=data, words=words),
        at_hand=[lead],
    )
    return meeting
