"""Opportunities: the board, the list, one of them, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted, typed_in
from tasuki.desk.forms.endings import day_typed, details_of
from tasuki.desk.forms.opportunity import changes_json
from tasuki.desk.panels.opportunity import opportunity_page
from tasuki.desk.panels.opportunity_list import opportunity_list
from tasuki.desk.refused import Refused
from tasuki.desk.views import board
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.rules.wording import N_
from tasuki.stages.pipeline import actions


@page
def opportunities(request: Visit) -> HttpResponse:
    if board.is_board_wanted(request):
        return board.show_board(request)
    shown = opportunity_list(request.GET, by=request.actor, at=request.at)
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


@require_http_methods(["GET", "POST"])
@page
def advance(request: Visit, opportunity_id: UUID) -> HttpResponse:
    """To another stage; a GET, and a card of the board that needs it, gets the form to fill first."""
    if request.method == "GET":
        return board.ask_about(request, opportunity_id)
    if board.is_from_board(request) and (form := board.asked_first(request, opportunity_id)):
        return form
    post = request.POST
    return _moved(
        request,
        opportunity_id,
        lambda: actions.advance(
            opportunity_id,
            post.get("stage", ""),
            by=request.actor,
            at=request.at,
            evidence=post.get("evidence", ""),
            version=_version(request),
        ),
        "advance",
        gettext("The opportunity has moved on."),
    )


@require_POST
@page
def win(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST
    return _moved(
        request,
        opportunity_id,
        lambda: actions.win(
            opportunity_id,
            by=request.actor,
            at=request.at,
            reason=post.get("reason", ""),
            note=post.get("note", ""),
            version=_version(request),
        ),
        "win",
        gettext("Won: congratulations."),
    )


@require_POST
@page
def lose(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST
    return _moved(
        request,
        opportunity_id,
        lambda: actions.lose(
            opportunity_id,
            post.get("reason", ""),
            post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            competitor=post.get("competitor", ""),
            details=details_of(post, "lose", in_force()),
            version=_version(request),
        ),
        "lose",
        gettext("The opportunity is closed as lost."),
    )


def _moved(
    request: Visit, opportunity_id: UUID, act: Callable[[], Opportunity], form: str, said: str
) -> HttpResponse:
    """Carry out a move and answer where it was asked for: on the board or on the opportunity's page."""
    if board.is_from_board(request):
        return submitted(
            request,
            act,
            done=lambda deal: board.moved(request, deal, said),
            again=lambda refused: board.refused_on_board(request, opportunity_id, refused),
            form=form,
        )
    return submitted(
        request,
        act,
        done=lambda _: back(request, "opportunity", opportunity_id, said=said),
        again=lambda refused: _shown(request, opportunity_id, refused),
        form=form,
    )


def _version(request: Visit) -> int | None:
    """The version that the person was looking at, where the form tells it."""
    version = request.POST.get("version", "")
    return int(version) if version.isdigit() else None


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
