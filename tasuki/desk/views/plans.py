"""Account plans: open, read, change, close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.forms.plan import plan_typed
from tasuki.desk.panels.account_plan import plan_page
from tasuki.desk.refused import Refused
from tasuki.records import actions


@require_POST
@page
def open_plan(request: Visit, account_id: UUID) -> HttpResponse:
    """A plan for the account, or for the opportunity that the form names."""
    deal = request.POST.get("opportunity", "")
    plan = actions.open_plan(
        account_id,
        actions.PlanFields(),
        by=request.actor,
        at=request.at,
        opportunity=UUID(deal) if deal else None,
    )
    return back(
        request, "plan", plan.pk, said=gettext("The account plan is open: write what you want to reach.")
    )


@require_http_methods(["GET", "POST"])
@page
def plan(request: Visit, plan_id: UUID) -> HttpResponse:
    if request.method == "GET":
        return _shown(request, plan_id)
    typed = plan_typed(request.POST)
    version = request.POST.get("version", "")
    return submitted(
        request,
        lambda: actions.edit_plan(
            plan_id,
            typed,
            by=request.actor,
            at=request.at,
            expected=int(version) if version.isdigit() else None,
        ),
        done=lambda _: back(request, "plan", plan_id, said=gettext("The account plan is changed.")),
        again=lambda refused: _shown(request, plan_id, refused, typed),
    )


@require_POST
@page
def close_plan(request: Visit, plan_id: UUID) -> HttpResponse:
    actions.close_plan(plan_id, by=request.actor, at=request.at)
    undo = reverse("reopen_plan", args=[plan_id])
    return back(request, "plan", plan_id, said=gettext("The account plan is closed."), undo=undo)


@require_POST
@page
def reopen_plan(request: Visit, plan_id: UUID) -> HttpResponse:
    actions.reopen_plan(plan_id, by=request.actor, at=request.at)
    return back(request, "plan", plan_id, said=gettext("The account plan is open again."))


def _shown(
    request: Visit, plan_id: UUID, refused: Refused | None = None, typed: dict[str, Any] | None = None
) -> HttpResponse:
    shown = plan_page(plan_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    return render(request, "desk/plan.html", {"page": shown, "plan": shown.plan, "refused": refused})
