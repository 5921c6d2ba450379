"""Opportunities: the list, one of them, and what may be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.forms.endings import day_typed, details_of
from tasuki.desk.forms.opportunity import changes_json
from tasuki.desk.panels.opportunity import opportunity_page
from tasuki.desk.panels.opportunity_list import opportunity_list
from tasuki.desk.refused import Refused
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.wording import N_
from tasuki.stages.pipeline import actions


@page
def opportunities(request: Visit) -> HttpResponse:
    shown = opportunity_list(request.GET, by=request.actor)
    return render(request, "desk/opportunities.html", {"page": shown, "book": shown.book})


@page
def show(request: Visit, opportunity_id: UUID) -> HttpResponse:
    return _shown(request, opportunity_id)


def _shown(request: Visit, opportunity_id: UUID, refused: Refused | None = None) -> HttpResponse:
    typed = kept_from(request, refused)
    shown = opportunity_page(opportunity_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    context: dict[str, Any] = {
        "page": shown, "deal": shown.deal, "book": shown.book, "refused": refused, "at": request.at,
        "here": request.path,
    }  # fmt: skip
    return render(request, "desk/opportunity.html", context)


@require_POST
@page
def edit(request: Visit, opportunity_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: actions.edit(
            opportunity_id,
            changes_json(typed_in(request), request.zone),
            by=request.actor,
            at=request.at,
            reason=request.POST.get("push_reason", ""),
        ),
        done=lambda _: back(
            request, "opportunity", opportunity_id, said=gettext("The opportunity's fields are changed.")
        ),
        again=lambda refused: _shown(request, opportunity_id, refused),
        form="edit",
    )


@require_POST
@page
def advance(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.advance(
            opportunity_id,
            post.get("stage", ""),
            by=request.actor,
            at=request.at,
            evidence=post.get("evidence", ""),
        ),
        done=lambda _: back(
            request, "opportunity", opportunity_id, said=gettext("The opportunity has moved on.")
        ),
        again=lambda refused: _shown(request, opportunity_id, refused),
        form="advance",
    )


@require_POST
@page
def win(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.win(
            opportunity_id,
            by=request.actor,
            at=request.at,
            reason=post.get("reason", ""),
            note=post.get("note", ""),
        ),
        done=lambda _: back(request, "opportunity", opportunity_id, said=gettext("Won: congratulations.")),
        again=lambda refused: _shown(request, opportunity_id, refused),
        form="win",
    )


@require_POST
@page
def lose(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST
    return submitted(
        request,
        lambda: actions.lose(
            opportunity_id,
            post.get("reason", ""),
            post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            competitor=post.get("competitor", ""),
            details=details_of(post, "lose", in_force()),
        ),
        done=lambda _: back(
            request, "opportunity", opportunity_id, said=gettext("The opportunity is closed as lost.")
        ),
        again=lambda refused: _shown(request, opportunity_id, refused),
        form="lose",
    )


@require_POST
@page
def add_step(request: Visit, opportunity_id: UUID) -> HttpResponse:
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
        done=lambda _: back(
            request,
            "opportunity",
            opportunity_id,
            said=gettext("The next step is planned."),
            fragment="steps",
        ),
        again=lambda refused: _shown(request, opportunity_id, refused),
        form="step",
    )


@require_POST
@page
def finish_step(request: Visit, step_id: UUID) -> HttpResponse:
    step = actions.finish_next_step(step_id, by=request.actor, at=request.at)
    return back(
        request, "opportunity", step.opportunity_id, said=gettext("The next step is done."), fragment="steps"
    )


@require_POST
@page
def finish_task(request: Visit, task_id: UUID) -> HttpResponse:
    task = actions.finish_task(task_id, by=request.actor, at=request.at)
    said = gettext("The task is done.")
    if task.opportunity_id:
        return back(request, "opportunity", task.opportunity_id, said=said)
    return back(request, "today", said=said)
