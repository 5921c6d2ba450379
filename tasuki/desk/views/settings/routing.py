"""Routing: how fairly leads are shared, and what another table would do with the latest ones."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tasuki.desk.door import Visit, page
from tasuki.desk.panels.settings.routing import routing_page
from tasuki.desk.refused import refused_by
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.refusals import Invalid


@require_GET
@page
def routing(request: Visit) -> HttpResponse:
    try:
        shown = routing_page(request.GET, by=request.actor, at=request.at)
    except Invalid as refusal:
        shown = routing_page({}, by=request.actor, at=request.at)
        answer = settings_page(request, "routing", "routing", page=shown, refused=refused_by(refusal))
        answer.status_code = refusal.status
        return answer
    return settings_page(request, "routing", "routing", page=shown)
