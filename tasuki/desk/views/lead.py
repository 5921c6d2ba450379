"""The lead page, its fields, and what an answer changes on it.

Every form of the page works without JavaScript: it posts and comes back. With htmx the same post brings the parts of
the page that follow from it, and leaves alone what somebody is typing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.forms.lead import lead_fields, lead_json
from tasuki.desk.panels.lead import as_context, lead_page
from tasuki.desk.panels.look import look_of
from tasuki.desk.refused import Refused
from tasuki.desk.seen import news_since_last_look
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import lead_for
from tasuki.stages.intake.actions import edit as edit_lead

# What htmx may ask for alone, by the id that it puts it in.
PARTS: Mapping[str, str] = {
    "part-why": "desk/lead/part_gate.html",
    "part-asking": "desk/lead/part_asking.html",
    "part-timeline": "desk/lead/part_timeline.html",
}
# What may change with anything that is recorded; the card that was answered comes beside.
EVERYTHING = (
    "said", "head", "stages", "why", "strip", "accepting", "asking", "framework", "promises", "facts", "meetings",
    "handoff", "touches", "endings", "timeline",
)  # fmt: skip
BY_AN_ANSWER = tuple(part for part in EVERYTHING if part not in ("meetings", "touches", "endings"))
BY_A_TOUCH = (
    "said",
    "head",
    "stages",
    "why",
    "strip",
    "accepting",
    "promises",
    "facts",
    "touches",
    "timeline",
)


@page
def show(request: Visit, lead_id: UUID) -> HttpResponse:
    return lead_response(request, lead_id)


def lead_response(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    """The lead page; with ``refused``, the form that was refused keeps what was typed."""
    if refused is not None and is_live(request):
        return _live(request, lead_id, refused=refused)
    context = _context(request, lead_id, refused)
    if part := PARTS.get(request.headers.get("HX-Target", "")):
        return render(request, part, context)
    happenings = context["page"].timeline.happenings
    news = news_since_last_look(request, "lead", lead_id, happenings)
    return render(request, "desk/lead.html", {**context, "news": news})


def is_live(request: Visit) -> bool:
    """Whether htmx sent the form: then the parts that change are enough."""
    return request.headers.get("HX-Request") == "true"


def recorded(
    request: Visit,
    lead_id: UUID,
    said: str,
    *,
    fragment: str = "",
    card: str = "",
    parts: Sequence[str] = EVERYTHING,
) -> HttpResponse:
    """What follows from a form of the lead page: the parts that it changes as they are now, or the page again.

    ``card`` is the criterion that was answered.
    """
    if is_live(request):
        return _live(request, lead_id, said=said, card=card, parts=parts)
    return back(request, "lead", lead_id, said=said, fragment=fragment)


def _live(
    request: Visit,
    lead_id: UUID,
    *,
    said: str = "",
    card: str = "",
    parts: Sequence[str] = EVERYTHING,
    refused: Refused | None = None,
) -> HttpResponse:
    context = _context(request, lead_id, refused, with_cards=bool(card or refused))
    shown = context["page"]
    criterion = refused.form.removeprefix("answer-") if refused else card
    drawn = [f"desk/lead/{part}.html" for part in parts]
    live = {"oob": True, "parts": drawn, "said": said, "card": shown.card(criterion)}
    return render(request, "desk/lead/live.html", {**context, **live})


def _context(
    request: Visit, lead_id: UUID, refused: Refused | None, *, with_cards: bool = True
) -> dict[str, Any]:
    shown = lead_page(
        lead_id,
        by=request.actor,
        at=request.at,
        look=look_of(request),
        refused=refused,
        typed=kept_from(request, refused),
        proofs=tuple(request.POST.getlist("evidence")),
        with_cards=with_cards,
    )
    return {**as_context(shown), "at": request.at}


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
        done=lambda lead: recorded(request, lead_id, gettext("The lead's fields are changed.")),
        again=lambda refused: _edit_form(request, lead_id, refused),
    )


def _edit_form(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    lead = lead_for(request.actor, lead_id)
    groups = lead_fields(lead, in_force(), refused, kept_from(request, refused))
    context = {
        "lead": lead,
        "lead_id": lead_id,
        "groups": groups,
        "refused": refused,
        "oob": refused is not None,
    }
    return render(request, "desk/lead/edit.html" if is_live(request) else "desk/lead_edit.html", context)
