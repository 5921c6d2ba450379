"""Territories: who covers what."""

from __future__ import annotations

from django.http import HttpResponse

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.settings.territories import territories_page
from tasuki.desk.views.settings.frame import settings_page


@page
def territories(request: Visit) -> HttpResponse:
    shown = territories_page(request.GET, by=request.actor, at=request.at)
    return settings_page(request, "territories", "territories", page=shown)
