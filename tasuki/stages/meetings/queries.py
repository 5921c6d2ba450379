"""Find, lock and read meetings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.access.grants import reach_of
from tasuki.platform.people.models import Person
from tasuki.platform.people.queries import person_called
from tasuki.platform.refusals import NotFound, invalid
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead
from tasuki.rules import dossier
from tasuki.rules.meeting_kinds import DISCOVERY
from tasuki.rules.wording import N_
from tasuki.stages.meetings.dossier import meetings_from
from tasuki.stages.meetings.models import Meeting

_FOR_THE_DOSSIER = ("kind", "booked_for", "booked_at", "held_at", "missed_at", "attendees", "ae_handle")
MEETINGS = """
SELECT m.kind, m.booked_for, m.booked_at, m.held_at, m.missed_at, m.attendees, ae.handle
FROM meetings_meeting m LEFT JOIN people_person ae ON ae.id = m.ae_id
WHERE m.lead_id = %(lead)s ORDER BY m.booked_for, m.id
"""
STILL_TO_BE_HELD = """
row.lead_id = %(lead)s AND row.kind = %(kind)s AND row.state = 'booked' ORDER BY row.booked_at DESC, row.id DESC LIMIT 1
"""


def meetings_visible_to(by: Actor) -> QuerySet[Meeting]:
    """The meetings of the leads that ``by`` may see, the next one first."""
    rows = visible(Meeting.objects.all(), by, "lead.read", "lead__owner", "lead__ae")
    return rows.select_related("lead", "ae", "sdr").order_by("booked_for", "id")


def every_meeting_of(lead_id: UUID) -> list[Meeting]:
    """All meetings of one lead, whatever became of them, the latest first."""
    latest = "row.lead_id = %(lead)s ORDER BY row.booked_for DESC"
    return fetch(Meeting, latest, {"lead": lead_id}, also=("ae",))


def meeting_for(by: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, if ``by`` may see its lead. Raises `NotFound` either way otherwise."""
    found = meetings_visible_to(by).filter(pk=meeting_id).first()
    if found is None:
        raise NotFound("meeting", meeting_id)
    return found


def meetings_of(lead_id: UUID) -> tuple[dossier.Meeting, ...]:
    """The lead's meetings as the rules see them, in the order of their dates."""
    return meetings_from(
        dict(zip(_FOR_THE_DOSSIER, row, strict=True)) for row in run(MEETINGS, {"lead": lead_id})
    )


def next_discovery(lead_id: UUID) -> Meeting | None:
    """The discovery meeting that is booked and still to be held; of several, the one that was booked last."""
    asked = {"lead": lead_id, "kind": DISCOVERY}
    return next(iter(fetch(Meeting, STILL_TO_BE_HELD, asked, also=("ae",))), None)


def discovery_meeting_near(lead_id: UUID, held_at: datetime) -> Meeting | None:
    """The discovery meeting that a call held at ``held_at`` was: the one booked for the nearest moment."""
    rows = fetch(
        Meeting, "row.lead_id = %(lead)s AND row.kind = %(kind)s", {"lead": lead_id, "kind": DISCOVERY}
    )
    return min(rows, key=lambda meeting: abs(meeting.booked_for - held_at), default=None)


def times_missed(lead_id: UUID) -> int:
    """How often the buyer and we failed to meet, over all meetings of the lead (BK-2)."""
    total = "SELECT coalesce(sum(times_missed), 0)::int FROM meetings_meeting WHERE lead_id = %(lead)s"
    return int(run(total, {"lead": lead_id})[0][0])


def locked_meeting(meeting_id: UUID) -> tuple[Lead, Meeting]:
    """The meeting and its lead, both locked, the lead first. Raises `NotFound`."""
    whose = run("SELECT lead_id FROM meetings_meeting WHERE id = %(id)s", {"id": meeting_id})
    if not whose:
        raise NotFound("meeting", meeting_id)
    lead = locked_lead(whose[0][0])
    return lead, fetch(Meeting, "row.id = %(id)s FOR UPDATE", {"id": meeting_id})[0]


def ae_called(name: str, pointer: str = "/ae") -> Person:
    """Somebody who may take a lead over: active, and with a role that decides handoffs. Raises `Invalid`."""
    try:
        person = person_called(name)
    except NotFound:
        raise invalid(pointer, N_("There is nobody called “%(name)s”."), name=name) from None
    if not person.is_active:
        raise invalid(pointer, N_("“%(name)s” is no longer active; name somebody else."), name=name)
    if reach_of("handoff.decide", frozenset(person.roles)) is None:
        raise invalid(pointer, N_("“%(name)s” is no AE and could not decide a handoff."), name=name)
    return person
