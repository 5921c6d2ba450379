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
from tasuki.platform.access.actor import ask_any, visible
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import LEAD_OWNERS
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
        done=lambda lead: _captured(request, lead),
        again=lambda refused: _form(request, refused),
    )


def _captured(request: Visit, lead: Lead) -> HttpResponse:
    """To the lead, or to the list where routing gave it to somebody whose leads one does not see."""
    rows = Lead.objects.select_related("owner").filter(pk=lead.pk)
    if visible(rows, request.actor, "lead.read", *LEAD_OWNERS).exists():
        return back(request, "lead", lead.pk, said=gettext("The lead is captured."))
    owner = rows.get().owner
    if owner is None:
        return back(request, "leads", said=gettext("The lead is captured. RevOps will find it an owner."))
    told = gettext("The lead is captured, and the routing table gave it to %(person)s.") % {
        "person": owner.name
    }
    return back(request, "leads", said=told)


def _form(request: Visit, refused: Refused | None = None) -> HttpResponse:
    groups = lead_fields(None, in_force(), refused, kept_from(request, refused))
    shown: dict[str, Any] = {"groups": groups, "refused": refused}
    return render(request, "desk/lead_new.html", shown)
