"""Decisions that are taken in a row of Today: the form opens there, and the key that opened it sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.field import Field, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.touches import touch_fields
from tasuki.desk.refused import Refused
from tasuki.desk.views.answers import logged
from tasuki.desk.views.lead import is_live
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.queries import lead_for
from tasuki.stages.qualification import actions

Fields = Callable[[Lead, Refused | None], tuple[Field, ...]]


@require_http_methods(["GET", "POST"])
@page
def accept(request: Visit, lead_id: UUID) -> HttpResponse:
    """Accept with the drafted rationale (X-15)."""

    def fields(lead: Lead, refused: Refused | None) -> tuple[Field, ...]:
        draft = "" if refused else Judge(lead, in_force(), by=request.actor, at=request.at).draft_acceptance()
        field = Field("rationale", label_of("rationale"), "area", draft, form=f"accept-{lead.pk}")
        return told(retyped((field,), kept_from(request, refused)), refused)

    def act() -> object:
        rationale = request.POST.get("rationale", "")
        return actions.accept(lead_id, by=request.actor, at=request.at, rationale=rationale)

    return _decided(
        request, lead_id, fields, act, "accepting", "move-accept", gettext("%(name)s is accepted.")
    )


@require_http_methods(["GET", "POST"])
@page
def contact(request: Visit, lead_id: UUID) -> HttpResponse:
    """Log the first contact."""

    def fields(lead: Lead, refused: Refused | None) -> tuple[Field, ...]:
        return touch_fields(request.at, refused, kept_from(request, refused))

    said = gettext("The contact with %(name)s is logged.")
    return _decided(request, lead_id, fields, lambda: logged(request, lead_id), "contacting", "touch", said)


def _decided(
    request: Visit,
    lead_id: UUID,
    fields: Fields,
    act: Callable[[], object],
    form: str,
    place: str,
    said: str,
) -> HttpResponse:
    """The form for the row; what it sends; or, where nothing can open in a row, the lead's page."""
    lead = lead_for(request.actor, lead_id)
    if request.method == "POST":
        name = lead.company_name or lead.name
        return submitted(
            request,
            act,
            done=lambda _: back(request, "today", said=said % {"name": name}),
            again=lambda refused: _form(request, lead, fields(lead, refused), form, refused),
            form="touch" if form == "contacting" else f"accept-{lead_id}",
        )
    if not is_live(request):
        return redirect(f"{reverse('lead', args=[lead_id])}#{place}")
    return _form(request, lead, fields(lead, None), form, None)


def _form(
    request: Visit, lead: Lead, fields: tuple[Field, ...], form: str, refused: Refused | None
) -> HttpResponse:
    template = f"desk/today/{form}.html"
    context: dict[str, Any] = {"lead": lead, "fields": fields, "refused": refused, "form": template}
    return render(request, template if is_live(request) else "desk/today/alone.html", context)
