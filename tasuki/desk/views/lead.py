"""The lead page, its fields, and its timeline."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.forms.lead import lead_fields, lead_json
from tasuki.desk.panels.lead import as_context, lead_page
from tasuki.desk.refused import Refused
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import lead_for
from tasuki.stages.intake.actions import edit as edit_lead


@page
def show(request: Visit, lead_id: UUID) -> HttpResponse:
    return lead_response(request, lead_id)


def lead_response(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    """The lead page; with ``refused``, the form that was refused keeps what was typed."""
    shown = lead_page(
        lead_id,
        by=request.actor,
        at=request.at,
        refused=refused,
        typed=kept_from(request, refused),
        proofs=tuple(request.POST.getlist("evidence")),
    )
    return render(
        request, "desk/lead.html", {**as_context(shown), "at": request.at, "here": f"/leads/{lead_id}"}
    )


@require_http_methods(["GET", "POST"])
@page
def edit(request: Visit, lead_id: UUID) -> HttpResponse:
    if request.method == "GET":
        return _edit_form(request, lead_id)
    return submitted(
        request,
        lambda: edit_lead(
            lead_id, lead_json(typed_in(request), request.zone, edited=True), by=request.actor, at=request.at
        ),
        done=lambda lead: back(request, "lead", lead_id, said=gettext("The lead's fields are changed.")),
        again=lambda refused: _edit_form(request, lead_id, refused),
    )


def _edit_form(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    lead = lead_for(request.actor, lead_id)
    groups = lead_fields(lead, in_force(), refused, kept_from(request, refused))
    return render(request, "desk/lead_edit.html", {"lead": lead, "groups": groups, "refused": refused})
