"""Book, move, hold and miss meetings, from the lead page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, page, submitted
from tasuki.desk.forms.moments import lines_typed, minutes_typed, moment_typed
from tasuki.desk.views.lead import lead_response, recorded
from tasuki.stages.meetings import actions
from tasuki.stages.meetings.queries import meeting_for


@require_POST
@page
def book(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.book(
            lead_id,
            moment_typed(post.get("booked_for", ""), request.zone, "/booked_for"),
            by=request.actor,
            at=request.at,
            ae=post.get("ae") or None,
            kind=post.get("kind", "discovery"),
            minutes=minutes_typed(post.get("minutes", "60")),
            attendees=lines_typed(post.get("attendees", "")),
            place=post.get("place", ""),
        ),
        done=lambda _: recorded(request, lead_id, gettext("The meeting is booked."), fragment="meetings"),
        again=lambda refused: lead_response(request, lead_id, refused),
        form="book",
    )


@require_POST
@page
def hold(request: Visit, meeting_id: UUID) -> HttpResponse:
    lead_id = meeting_for(request.actor, meeting_id).lead_id
    attended = {"yes": True, "no": False}.get(request.POST.get("sdr_attended", ""))
    return submitted(
        request,
        lambda: actions.hold(
            meeting_id, held_at=_held_at(request), by=request.actor, at=request.at, sdr_attended=attended
        ),
        done=lambda _: recorded(request, lead_id, gettext("The meeting was held."), fragment="meetings"),
        again=lambda refused: lead_response(request, lead_id, refused),
        form=f"meeting-{meeting_id}",
    )


@require_POST
@page
def miss(request: Visit, meeting_id: UUID) -> HttpResponse:
    lead_id = meeting_for(request.actor, meeting_id).lead_id
    return submitted(
        request,
        lambda: actions.miss(meeting_id, request.POST.get("reason", ""), by=request.actor, at=request.at),
        done=lambda _: recorded(request, lead_id, gettext("The meeting was missed."), fragment="meetings"),
        again=lambda refused: lead_response(request, lead_id, refused),
        form=f"meeting-{meeting_id}",
    )


@require_POST
@page
def reschedule(request: Visit, meeting_id: UUID) -> HttpResponse:
    lead_id = meeting_for(request.actor, meeting_id).lead_id
    return submitted(
        request,
        lambda: actions.reschedule(
            meeting_id,
            moment_typed(request.POST.get("booked_for", ""), request.zone, "/booked_for"),
            by=request.actor,
            at=request.at,
        ),
        done=lambda _: recorded(
            request, lead_id, gettext("The meeting has a new time."), fragment="meetings"
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form=f"meeting-{meeting_id}",
    )


def _held_at(request: Visit) -> datetime:
    return moment_typed(request.POST.get("held_at", ""), request.zone, "/held_at")
