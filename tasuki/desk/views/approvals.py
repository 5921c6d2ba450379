"""The approvals inbox: what waits for a yes, and the two answers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.panels.approvals import approvals_page
from tasuki.desk.refused import Refused
from tasuki.stages.conversion import actions


@page
def approvals(request: Visit) -> HttpResponse:
    return _inbox(request)


def _inbox(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = approvals_page(by=request.actor)
    typed = request.POST.get("rationale", "") if refused else ""
    context = {"page": shown, "book": shown.book, "refused": refused, "typed": typed, "at": request.at}
    return render(request, "desk/approvals.html", context)


@require_POST
@page
def grant(request: Visit, approval_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.grant(
            approval_id, by=request.actor, at=request.at, rationale=request.POST.get("rationale", "")
        ),
        done=lambda _: back(request, "approvals", said=gettext("Granted: the opportunity is open.")),
        again=lambda refused: _inbox(request, refused),
        form=f"approval-{approval_id}",
    )


@require_POST
@page
def refuse(request: Visit, approval_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.refuse(
            approval_id, rationale=request.POST.get("rationale", ""), by=request.actor, at=request.at
        ),
        done=lambda _: back(request, "approvals", said=gettext("Refused: the lead is back in discovery.")),
        again=lambda refused: _inbox(request, refused),
        form=f"approval-{approval_id}",
    )
