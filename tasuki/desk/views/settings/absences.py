"""Absences: entered, and ended."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.panels.settings.absences import absences_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.access.actor import ask_any
from tasuki.platform.people import actions
from tasuki.platform.people.models import Absence
from tasuki.platform.people.queries import person_called


@require_http_methods(["GET", "POST"])
@page
def absences(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _shown(request)
    return submitted(
        request,
        lambda: _add(request),
        done=lambda _: back(request, "absences", said=gettext("The absence is entered.")),
        again=lambda refused: _shown(request, refused),
    )


def _add(request: Visit) -> Absence:
    post = request.POST
    ask_any(request.actor, "absence.edit")
    return actions.add_absence(
        person_called(post.get("person") or request.actor.handle).pk,
        moment_typed(post.get("from_at", ""), request.zone, "/from_at"),
        moment_typed(post.get("until_at", ""), request.zone, "/until_at"),
        by=request.actor,
        at=request.at,
        note=post.get("note", ""),
    )


@require_POST
@page
def end_absence(request: Visit, absence_id: UUID) -> HttpResponse:
    actions.end_absence(absence_id, by=request.actor, at=request.at)
    return back(request, "absences", said=gettext("The absence is ended."))


def _shown(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = absences_page(
        request.GET, by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused)
    )
    return settings_page(request, "absences", "absences", page=shown, refused=refused)
