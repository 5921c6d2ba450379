"""Find, lock and read meetings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.access.grants import reach_of
from tasuki.platform.people.models import Person
from tasuki.platform.people.queries import person_called
from tasuki.platform.refusals import NotFound, invalid
from tasuki.records.models import Lead
from tasuki.records.queries import locked_lead
from tasuki.rules import dossier
from tasuki.rules.wording import N_
from tasuki.stages.meetings.dossier import meetings_from
from tasuki.stages.meetings.kinds import DISCOVERY
from tasuki.stages.meetings.models import Meeting

_FOR_THE_DOSSIER = ("kind", "booked_for", "booked_at", "held_at", "missed_at", "attendees")


def meetings_visible_to(by: Actor) -> QuerySet[Meeting]:
    """The meetings of the leads that ``by`` may see, the next one first."""
    rows = visible(Meeting.objects.all(), by, "lead.read", "lead__owner", "lead__ae")
    return rows.select_related("lead", "ae", "sdr").order_by("booked_for", "id")


def meeting_for(by: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, if ``by`` may see its lead. Raises `NotFound` either way otherwise."""
    found = meetings_visible_to(by).filter(pk=meeting_id).first()
    if found is None:
        raise NotFound("meeting", meeting_id)
    return found


def meetings_of(lead_id: UUID) -> tuple[dossier.Meeting, ...]:
    """The lead's meetings as the rules see them, in the order of their dates."""
    rows = Meeting.objects.filter(lead=lead_id).order_by("booked_for", "id")
    return meetings_from(rows.values(*_FOR_THE_DOSSIER, ae_handle=F("ae__handle")))


def next_discovery(lead_id: UUID) -> Meeting | None:
    """The discovery meeting that is booked and still to be held; of several, the one that was booked last."""
    rows = Meeting.objects.filter(lead=lead_id, kind=DISCOVERY, state="booked")
    return rows.select_related("ae").order_by("-booked_at", "-id").first()


def discovery_meeting_near(lead_id: UUID, held_at: datetime) -> Meeting | None:
    """The discovery meeting that a call held at ``held_at`` was: the one booked for the nearest moment."""
    rows = Meeting.objects.filter(lead=lead_id, kind=DISCOVERY)
    return min(rows, key=lambda meeting: abs(meeting.booked_for - held_at), default=None)


def times_missed(lead_id: UUID) -> int:
    """How often the buyer and we failed to meet, over all meetings of the lead (BK-2)."""
    total = Meeting.objects.filter(lead=lead_id).aggregate(total=Sum("times_missed"))["total"]
    return int(total or 0)


def locked_meeting(meeting_id: UUID) -> tuple[Lead, Meeting]:
    """The meeting and its lead, both locked, the lead first. Raises `NotFound`."""
    lead_id = Meeting.objects.filter(pk=meeting_id).values_list("lead_id", flat=True).first()
    if lead_id is None:
        raise NotFound("meeting", meeting_id)
    lead = locked_lead(lead_id)
    return lead, Meeting.objects.select_for_update().get(pk=meeting_id)


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
