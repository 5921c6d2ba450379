from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.refusals import invalid
from tasuki.records import moves
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.meeting_kinds import DISCOVERY
from tasuki.rules.wording import N_
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import locked_meeting


@atomic
def hold(
    meeting_id: UUID,
    *,
    held_at: datetime,
    by: Actor,
    at: datetime,
    attendees: Sequence[str] = (),
    sdr_attended: bool | None = None,
) -> Meeting:
    """The meeting took place. ``sdr_attended``: the SDR was there for the first 15 minutes (HB-6); None is not known.

    Names given replace those of the booking. A meeting marked as missed too early may still have been held; that
    miss no longer counts. Raises Forbidden, NotFound, NotPossibleNow (held already), Invalid (held in the future).
    """
    lead, meeting = locked_meeting(meeting_id)
    ask_about(lead, by, "meeting.record")
    move = moves.move("meeting", "hold", meeting.state)
    check_it_is_past(held_at, at)
    if meeting.missed_at is not None:
        meeting.missed_at = None
        meeting.missed_reason = ""
        meeting.times_missed -= 1
    meeting.state = move.to_state
    meeting.held_at = held_at
    meeting.sdr_attended = sdr_attended
    if attendees:
        meeting.attendees = [name[:200] for name in attendees]
    meeting.save()
    append(_held(meeting, by, at), at_hand=[lead])
    return meeting


@atomic
def hold_unbooked(
    lead_id: UUID,
    *,
    held_at: datetime,
    by: Actor,
    at: datetime,
    attendees: Sequence[str] = (),
    sdr_attended: bool | None = None,
) -> Meeting:
    """A discovery call that took place without a booking: some conversations get there at once.

    Raises Forbidden, NotFound, Invalid (held in the future).
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "meeting.record")
    check_it_is_past(held_at, at)
    meeting = Meeting.objects.create(
        id=new_id(at),
        lead=lead,
        kind=DISCOVERY,
        state="held",
        ae_id=lead.ae_id,
        sdr_id=lead.owner_id,
        booked_for=held_at,
        booked_at=at,
        booked_by_id=by.person_id,
        held_at=held_at,
        attendees=[name[:200] for name in attendees],
        sdr_attended=sdr_attended,
    )
    append(_held(meeting, by, at), at_hand=[lead])
    return meeting


def check_it_is_past(held_at: datetime, at: datetime) -> None:
    """Raises `Invalid` for a call that lies ahead."""
    if held_at > at:
        text = N_("%(held_at)s lies ahead; a call is recorded once it was held.")
        raise invalid("/held_at", text, code="future", held_at=held_at)


def _held(meeting: Meeting, by: Actor, at: datetime) -> Entry:
    data = {
        "kind": meeting.kind,
        "held_at": meeting.held_at.isoformat() if meeting.held_at else None,
        "booked_for": meeting.booked_for.isoformat(),
        "ae": str(meeting.ae_id) if meeting.ae_id else None,
        "sdr": str(meeting.sdr_id) if meeting.sdr_id else None,
        "sdr_attended": meeting.sdr_attended,
        "people": len(meeting.attendees),
    }
    words = {"attendees": meeting.attendees} if meeting.attendees else {}
    return Entry(
        "meeting.held", at, by, "meeting", meeting.pk, lead_id=meeting.lead_id, data=data, words=words
    )
