"""The next steps of an opportunity: plan, change, do, take back, cancel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.forms.endings import day_typed
from tasuki.desk.views.opportunities import shown_again
from tasuki.platform.refusals import NotFound, invalid
from tasuki.records.models import NextStep
from tasuki.rules.wording import N_
from tasuki.stages.pipeline import actions

PLACE = "steps"


@require_POST
@page
def add(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST

    def act() -> object:
        due_on = day_typed(post.get("due_on", ""))
        if due_on is None:
            raise invalid("/due_on", N_("Enter the day by which it is done."))
        return actions.add_next_step(
            opportunity_id,
            post.get("action", ""),
            due_on,
            by=request.actor,
            at=request.at,
            owner=post.get("owner", ""),
        )

    return submitted(
        request,
        act,
        done=lambda _: _back(request, opportunity_id, gettext("The next step is planned.")),
        again=lambda refused: shown_again(request, opportunity_id, refused),
        form="step",
    )


@require_POST
@page
def change(request: Visit, step_id: UUID) -> HttpResponse:
    deal, post = _deal_of(step_id), request.POST
    asked: dict[str, Any] = {"action": post.get("action", ""), "due_on": post.get("due_on") or None}
    if owner := post.get("owner"):
        asked["owner"] = owner
    return submitted(
        request,
        lambda: actions.change_next_step(step_id, asked, by=request.actor, at=request.at),
        done=lambda _: _back(request, deal, gettext("The next step is changed.")),
        again=lambda refused: shown_again(request, deal, refused),
        form=f"step-{step_id}",
    )


@require_POST
@page
def finish(request: Visit, step_id: UUID) -> HttpResponse:
    step = actions.finish_next_step(step_id, by=request.actor, at=request.at)
    undo = reverse("reopen_step", args=[step_id])
    return _back(request, step.opportunity_id, gettext("The next step is done."), undo)


@require_POST
@page
def reopen(request: Visit, step_id: UUID) -> HttpResponse:
    step = actions.reopen_next_step(step_id, by=request.actor, at=request.at)
    return _back(request, step.opportunity_id, gettext("The next step is open again."))


@require_POST
@page
def cancel(request: Visit, step_id: UUID) -> HttpResponse:
    step = actions.cancel_next_step(step_id, by=request.actor, at=request.at)
    return _back(request, step.opportunity_id, gettext("The next step is cancelled."))


def _back(request: Visit, deal: UUID, said: str, undo: str = "") -> HttpResponse:
    return back(request, "opportunity", deal, said=said, fragment=PLACE, undo=undo)


def _deal_of(step_id: UUID) -> UUID:
    found = NextStep.objects.filter(pk=step_id).values_list("opportunity", flat=True).first()
    if found is None:
        raise NotFound("next step", step_id)
    return found
