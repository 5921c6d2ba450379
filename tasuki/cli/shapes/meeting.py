from __future__ import annotations

from typing import Any

from tasuki.cli.session import Session
from tasuki.cli.tables import pairs
from tasuki.rules.lifecycle import STATE_LABELS, MeetingState
from tasuki.rules.meeting_kinds import KINDS
from tasuki.rules.wording import N_
from tasuki.stages.meetings.models import Meeting

_PLAIN = (
    "lead_id",
    "kind",
    "state",
    "booked_for",
    "minutes",
    "booked_at",
    "attendees",
    "place",
    "held_at",
    "missed_at",
    "missed_reason",
    "times_missed",
    "times_moved",
    "sdr_attended",
)


def meeting_shape(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.pk,
        **{name: getattr(meeting, name) for name in _PLAIN},
        "ae": meeting.ae.handle if meeting.ae else None,
        "sdr": meeting.sdr.handle if meeting.sdr else None,
    }


def meeting_lines(meeting: Meeting, session: Session) -> list[str]:
    return pairs(
        [
            (session.say(N_("Meeting")), meeting.pk),
            (session.say(N_("Kind")), session.say(KINDS[meeting.kind])),
            (session.say(N_("State")), session.say(STATE_LABELS[MeetingState(meeting.state)])),
            (session.say(N_("Booked for")), session.clock(meeting.booked_for)),
            (session.say(N_("Held")), meeting.held_at and session.clock(meeting.held_at)),
            (session.say(N_("People")), meeting.attendees),
            ("AE", meeting.ae and meeting.ae.handle),
        ]
    )
