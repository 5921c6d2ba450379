"""The handoff on one page: the brief as a document, the SDR's notes, and the AE's answer."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.forms.endings import day_typed, details_of
from tasuki.desk.panels.handoff import NOTES, brief_on_paper, handoff_page, read_by
from tasuki.desk.papers.brief import print_brief
from tasuki.desk.refused import Refused
from tasuki.desk.views.lead import is_live
from tasuki.desk.words import tongue
from tasuki.platform.language import as_language
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import lead_for
from tasuki.stages.handoff import actions


@page
def show(request: Visit, lead_id: UUID) -> HttpResponse:
    return handoff_response(request, lead_id)


def handoff_response(request: Visit, lead_id: UUID, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = handoff_page(lead_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    if refused is None:
        read_by(shown, by=request.actor, at=request.at)
    context = {
        "page": shown, "lead": shown.lead, "lead_id": lead_id, "book": shown.book, "refused": refused, "at": request.at,
        "here": f"/leads/{lead_id}/handoff",
    }  # fmt: skip
    if refused is not None and is_live(request):
        return render(request, "desk/handoff/notes.html", {**context, "oob": True})
    return render(request, "desk/handoff.html", context)


@require_GET
@page
def brief(request: Visit, lead_id: UUID) -> HttpResponse:
    """The brief on paper: the version that the AE has, or before the submit as the record gives it now."""
    language = as_language(request.GET.get("lang") or tongue())
    lead = lead_for(request.actor, lead_id)
    told = brief_on_paper(lead, language, at=request.at)
    name = quote(f"{told['file']}.pdf")
    return HttpResponse(
        print_brief(told),
        content_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )


def _kept(request: Visit, lead_id: UUID) -> HttpResponse:
    """The notes are kept: with htmx, the brief and the gate as they are now."""
    said = gettext("The notes are kept.")
    if not is_live(request):
        return back(request, "handoff", lead_id, said=said)
    shown = handoff_page(lead_id, by=request.actor, at=request.at)
    context = {
        "page": shown, "lead": shown.lead, "lead_id": lead_id, "book": shown.book, "said": said, "oob": True,
        "here": f"/leads/{lead_id}/handoff",
    }  # fmt: skip
    return render(request, "desk/handoff/live.html", context)


@require_POST
@page
def write_notes(request: Visit, lead_id: UUID) -> HttpResponse:
    notes = {name: request.POST.get(f"handoff/{name}", "") for name in NOTES}
    return submitted(
        request,
        lambda: actions.write_notes(lead_id, notes, by=request.actor, at=request.at),
        done=lambda _: _kept(request, lead_id),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="notes",
    )


@require_POST
@page
def submit(request: Visit, lead_id: UUID) -> HttpResponse:
    ae = request.POST.get("ae") or None
    return submitted(
        request,
        lambda: actions.submit(lead_id, by=request.actor, at=request.at, ae=ae),
        done=lambda _: back(request, "handoff", lead_id, said=gettext("The lead is handed over.")),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="submit",
    )


@require_POST
@page
def amend(request: Visit, lead_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.amend(lead_id, by=request.actor, at=request.at),
        done=lambda _: back(request, "handoff", lead_id, said=gettext("The brief has a new version.")),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="amend",
    )


@require_POST
@page
def accept(request: Visit, lead_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.accept(
            lead_id, by=request.actor, at=request.at, rationale=request.POST.get("rationale", "")
        ),
        done=lambda _: back(
            request, "lead", lead_id, said=gettext("The handoff is accepted: discovery begins.")
        ),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="accept",
    )


@require_POST
@page
def reject(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.reject(
            lead_id,
            reason=post.get("reason", ""),
            rationale=post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            details=details_of(post, "reject", in_force()),
        ),
        done=lambda _: back(
            request, "handoff", lead_id, said=gettext("The handoff is rejected; the SDR knows why.")
        ),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="reject",
    )


@require_POST
@page
def recycle(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.recycle(
            lead_id,
            reason=post.get("reason", ""),
            rationale=post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            reengage_on=day_typed(post.get("reengage_on", "")),
            trigger=post.get("reengage_trigger", ""),
            details=details_of(post, "recycle", in_force()),
        ),
        done=lambda _: back(request, "handoff", lead_id, said=gettext("The lead goes to nurture.")),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="recycle",
    )


@require_POST
@page
def rate(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST
    rating = post.get("rating", "")
    return submitted(
        request,
        lambda: actions.rate(
            lead_id,
            rating=int(rating) if rating.isdigit() else 0,
            by=request.actor,
            at=request.at,
            feedback=post.get("feedback", ""),
            asked_again=post.getlist("asked_again"),
        ),
        done=lambda _: back(
            request, "handoff", lead_id, said=gettext("Thank you: the SDR sees the feedback.")
        ),
        again=lambda refused: handoff_response(request, lead_id, refused),
        form="rate",
    )
