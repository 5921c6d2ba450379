"""The pages of what is wrong with the funnel, and of what it loses a year."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.diagnosis import diagnosis_page


@require_GET
@page
def diagnosis(request: Visit) -> HttpResponse:
    shown = diagnosis_page("diagnosis", request.GET, by=request.actor, at=request.at)
    return render(request, "desk/diagnosis.html", {"page": shown})


@require_GET
@page
def leak(request: Visit) -> HttpResponse:
    shown = diagnosis_page("leak", request.GET, by=request.actor, at=request.at)
    return render(request, "desk/leak.html", {"page": shown})
