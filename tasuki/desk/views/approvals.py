"""The approvals inbox: what waits for a yes, the two answers, and handing on or taking back a request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.approvals import approvals_page
from tasuki.desk.refused import Refused
from tasuki.desk.words import spoken
from tasuki.stages.conversion import actions


@page
def approvals(request: Visit) -> HttpResponse:
    return _inbox(request)


def _inbox(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = approvals_page(
        by=request.actor, at=request.at, refused=refused, typed=kept_from(request, refused)
    )
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


@require_POST
@page
def delegate(request: Visit, approval_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.delegate(
            approval_id,
            post.get("approver", ""),
            reason=post.get("reason", ""),
            by=request.actor,
            at=request.at,
        ),
        done=lambda _: back(request, "approvals", said=gettext("Somebody else decides now.")),
        again=lambda refused: _inbox(request, refused),
        form=f"delegate-{approval_id}",
    )


@require_POST
@page
def recall(request: Visit, approval_id: UUID) -> HttpResponse:
    """Take one's own request back; what stays although it is undone is said."""
    return submitted(
        request,
        lambda: actions.recall(approval_id, by=request.actor, at=request.at),
        done=lambda done: back(
            request,
            "approvals",
            said=" ".join((gettext("Taken back: the lead is back in discovery."), *map(spoken, done[1]))),
        ),
        again=lambda refused: _inbox(request, refused),
        form=f"approval-{approval_id}",
    )
