"""The AE's discovery: the checklist, and the call that was held."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.moments import lines_typed, moment_typed
from tasuki.desk.panels.discovery import discovery_page
from tasuki.desk.refused import Refused
from tasuki.stages.discovery import actions


@require_http_methods(["GET", "POST"])
@page
def discovery(request: Visit, lead_id: UUID) -> HttpResponse:
    if request.method == "GET":
        return _form(request, lead_id)
    post = request.POST
    attended = {"yes": True, "no": False}.get(post.get("sdr_attended", ""))
    return submitted(
        request,
        lambda: actions.record(
            lead_id,
            held_at=moment_typed(post.get("held_at", ""), request.zone, "/held_at"),
            by=request.actor,
            at=request.at,
            outcome=post.get("outcome", ""),
            notes=post.get("notes", ""),
            attendees=lines_typed(post.get("attendees", "")),
            sdr_attended=attended,
        ),
        done=lambda _: _recorded(request, lead_id),
        again=lambda refused: _form(request, lead_id, refused),
    )


def _recorded(request: Visit, lead_id: UUID) -> HttpResponse:
    """A qualified lead goes on to the conversion at once: every promise of SL-8 ends there."""
    next_page = "convert" if request.POST.get("outcome") == "qualified" else "lead"
    return back(request, next_page, lead_id, said=gettext("The discovery call is recorded."))


def _form(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = discovery_page(lead_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    context = {
        "page": shown, "lead": shown.lead, "lead_id": lead_id, "book": shown.book, "refused": refused,
        "here": request.path, "at": request.at,
    }  # fmt: skip
    return render(request, "desk/discovery.html", context)
