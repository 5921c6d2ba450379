"""A new lead."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.forms.lead import lead_fields, lead_json
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import ask_any
from tasuki.playbooks.queries import in_force
from tasuki.stages.intake.actions import capture
from tasuki.stages.intake.incoming import read_incoming


@require_http_methods(["GET", "POST"])
@page
def new_lead(request: Visit) -> HttpResponse:
    ask_any(request.actor, "lead.create")
    if request.method == "GET":
        return _form(request)
    return submitted(
        request,
        lambda: capture(
            read_incoming(lead_json(typed_in(request), request.zone)), by=request.actor, at=request.at
        ),
        done=lambda lead: back(request, "lead", lead.pk, said=gettext("The lead is captured.")),
        again=lambda refused: _form(request, refused),
    )


def _form(request: Visit, refused: Refused | None = None) -> HttpResponse:
    groups = lead_fields(None, in_force(), refused, kept_from(request, refused))
    shown: dict[str, Any] = {"groups": groups, "refused": refused}
    return render(request, "desk/lead_new.html", shown)
