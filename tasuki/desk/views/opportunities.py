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
from tasuki.desk.lists.asking import lists_of
from tasuki.desk.lists.catalogue import LISTS
from tasuki.desk.panels.opportunity import opportunity_page
from tasuki.desk.refused import Refused
from tasuki.desk.seen import news_since_last_look
from tasuki.desk.views import board
from tasuki.desk.views.lists import list_response
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline import actions


@page
def opportunities(request: Visit) -> HttpResponse:
    if board.is_board_wanted(request) and "view" not in request.GET:
        return board.show_board(request)
    return list_response(request, LISTS["opportunities"], {**lists_of(request.GET), "as": ["list"]})


@page
def show(request: Visit, opportunity_id: UUID) -> HttpResponse:
    return shown_again(request, opportunity_id)


def shown_again(request: Visit, opportunity_id: UUID, refused: Refused | None = None) -> HttpResponse:
    """The page; with ``refused``, the form it belongs to stands open and keeps what was typed."""
    typed = kept_from(request, refused)
    shown = opportunity_page(opportunity_id, by=request.actor, at=request.at, refused=refused, typed=typed)
    context: dict[str, Any] = {
        "page": shown, "deal": shown.deal, "book": shown.book, "refused": refused, "at": request.at,
        "here": request.path, "lead_behind": shown.deal.lead_id,
        "news": news_since_last_look(request, "opportunity", shown.deal.pk, shown.happenings),
    }  # fmt: skip
    return render(request, "desk/opportunity.html", context)


@require_POST
@page
def edit(request: Visit, opportunity_id: UUID) -> HttpResponse:
    return _edited(request, opportunity_id, "edit")


@require_POST
@page
def follow_up(request: Visit, opportunity_id: UUID) -> HttpResponse:
    """The follow-up plan alone."""
    return _edited(request, opportunity_id, "follow_up")


def _edited(request: Visit, opportunity_id: UUID, form: str) -> HttpResponse:
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
        again=lambda refused: shown_again(request, opportunity_id, refused),
        form=form,
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


@require_POST
@page
def nurture(request: Visit, opportunity_id: UUID) -> HttpResponse:
    post = request.POST
    return _moved(
        request,
        opportunity_id,
        lambda: actions.nurture(
            opportunity_id,
            post.get("reason", ""),
            post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            reengage_on=day_typed(post.get("reengage_on", "")),
            trigger=post.get("reengage_trigger", ""),
            details=details_of(post, "recycle", in_force()),
            version=_version(request),
        ),
        "nurture",
        gettext("Closed for now: a task brings you back to it."),
    )


@require_POST
@page
def explain(request: Visit, opportunity_id: UUID) -> HttpResponse:
    return _moved(
        request,
        opportunity_id,
        lambda: actions.explain_jump(
            opportunity_id, request.POST.get("evidence", ""), by=request.actor, at=request.at
        ),
        "explain",
        gettext("It is on record what the buyer did."),
    )


@require_POST
@page
def ask_for_review(request: Visit, opportunity_id: UUID) -> HttpResponse:
    task = actions.ask_for_review(opportunity_id, by=request.actor, at=request.at)
    name = task.owner.name if task.owner else ""
    said = gettext("%(name)s is asked to review it.") % {"name": name}
    return back(request, "opportunity", opportunity_id, said=said, fragment="hygiene")


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
        again=lambda refused: shown_again(request, opportunity_id, refused),
        form=form,
    )


def _version(request: Visit) -> int | None:
    """The version that the person was looking at, where the form tells it."""
    version = request.POST.get("version", "")
    return int(version) if version.isdigit() else None
