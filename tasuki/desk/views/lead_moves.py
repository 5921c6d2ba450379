"""The lead's moves: deliver, accept, qualify, disqualify, recycle, reopen, re-engage, archive, assign."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.forms.endings import day_typed, details_of
from tasuki.desk.views.lead import lead_response
from tasuki.playbooks.queries import in_force
from tasuki.rules.routing import Run
from tasuki.stages.qualification import actions
from tasuki.stages.routing.actions import reassign


@require_POST
@page
def deliver(request: Visit, lead_id: UUID) -> HttpResponse:
    def act() -> object:
        return actions.market_qualify(lead_id, by=request.actor, at=request.at)

    return _moved(request, lead_id, "deliver", act, gettext("The lead is delivered to sales."))


@require_POST
@page
def accept(request: Visit, lead_id: UUID) -> HttpResponse:
    def act() -> object:
        rationale = request.POST.get("rationale", "")
        return actions.accept(lead_id, by=request.actor, at=request.at, rationale=rationale)

    return _moved(request, lead_id, "accept", act, gettext("The lead is accepted."))


@require_POST
@page
def qualify(request: Visit, lead_id: UUID) -> HttpResponse:
    def act() -> object:
        return actions.qualify(lead_id, by=request.actor, at=request.at)

    return _moved(request, lead_id, "qualify", act, gettext("The lead is sales-qualified."))


@require_POST
@page
def disqualify(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST

    def act() -> object:
        return actions.disqualify(
            lead_id,
            reason=post.get("reason", ""),
            rationale=post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            details=details_of(post, "disqualify", in_force()),
        )

    return _moved(
        request, lead_id, "disqualify", act, gettext("The lead is disqualified; marketing sees the reason.")
    )


@require_POST
@page
def recycle(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST

    def act() -> object:
        return actions.recycle(
            lead_id,
            reason=post.get("reason", ""),
            rationale=post.get("rationale", ""),
            by=request.actor,
            at=request.at,
            reengage_on=day_typed(post.get("reengage_on", "")),
            trigger=post.get("reengage_trigger", ""),
            details=details_of(post, "recycle", in_force()),
        )

    return _moved(request, lead_id, "recycle", act, gettext("The lead goes to nurture."))


@require_POST
@page
def reopen(request: Visit, lead_id: UUID) -> HttpResponse:
    def act() -> object:
        rationale = request.POST.get("rationale", "")
        return actions.reopen(lead_id, rationale=rationale, by=request.actor, at=request.at)

    return _moved(request, lead_id, "reopen", act, gettext("The lead is reopened."))


@require_POST
@page
def reengage(request: Visit, lead_id: UUID) -> HttpResponse:
    def act() -> object:
        trigger = request.POST.get("trigger", "")
        return actions.reengage(lead_id, by=request.actor, at=request.at, trigger=trigger)

    return _moved(request, lead_id, "reengage", act, gettext("The lead is back with sales."))


@require_POST
@page
def archive(request: Visit, lead_id: UUID) -> HttpResponse:
    def act() -> object:
        return actions.archive(lead_id, by=request.actor, at=request.at)

    return _moved(request, lead_id, "archive", act, gettext("The lead is archived."))


@require_POST
@page
def assign(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST

    def act() -> object:
        run: Run = "ae" if post.get("run") == "ae" else "sdr"
        person, reason = post.get("person", ""), post.get("reason", "")
        return reassign(lead_id, person, reason=reason, by=request.actor, at=request.at, run=run)

    return _moved(request, lead_id, "assign", act, gettext("The lead has another owner."))


def _moved(request: Visit, lead_id: UUID, form: str, act: Callable[[], object], said: str) -> HttpResponse:
    """Carry out a move of the lead page: on to the page with a word, or back into the form with the reasons."""
    return submitted(
        request,
        act,
        done=lambda _: back(request, "lead", lead_id, said=said),
        again=lambda refused: lead_response(request, lead_id, refused),
        form=form,
    )
