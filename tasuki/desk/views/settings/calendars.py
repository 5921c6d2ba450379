"""Calendars: hours, holidays, and when something falls due."""

from __future__ import annotations

from django.http import HttpResponse

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.settings.calendars import calendars_page
from tasuki.desk.views.settings.frame import settings_page


@page
def calendars(request: Visit) -> HttpResponse:
    shown = calendars_page(request.GET, by=request.actor, at=request.at, zone=request.zone)
    answer = settings_page(request, "calendars", "calendars", page=shown, refused=shown.tester.refused)
    answer.status_code = 422 if shown.tester.refused else 200
    return answer
