"""Record what was learned: an answer with its evidence, a question asked in vain, a touchpoint; or only try it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, page, submitted, typed_in
from tasuki.desk.forms.answer import answer_json, evidence_json
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.forms.said import said_json
from tasuki.desk.panels.asking import place_of
from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.trying import tried
from tasuki.desk.views.lead import BY_A_TOUCH, BY_AN_ANSWER, EVERYTHING, lead_response, recorded
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Touchpoint
from tasuki.records.queries import ask_about, lead_for
from tasuki.rules.playbook import Question
from tasuki.stages.qualification import actions

Json = dict[str, Any]
DELIVERED_BY_A_TOUCH = ("captured", "mql")
"""In these states the touch that was just logged may be what marketing's gate was waiting for."""


@require_POST
@page
def answer(request: Visit, lead_id: UUID, criterion: str) -> HttpResponse:
    """The answer as typed; new evidence gets the lead's next number, and the answer stands on it."""
    body, new = _typed_answer(request, lead_id, criterion)
    return submitted(
        request,
        lambda: actions.record_answers(
            lead_id, by=request.actor, at=request.at, answers={criterion: body}, evidence=new
        ),
        done=lambda _: recorded(
            request,
            lead_id,
            gettext("The answer is recorded."),
            fragment=f"answers-{criterion}",
            card=criterion,
            parts=BY_AN_ANSWER,
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form=f"answer-{criterion}",
    )


@require_POST
@page
def try_answer(request: Visit, lead_id: UUID, criterion: str) -> HttpResponse:
    """What the next gate that looks at it would say of the answer as typed. Nothing is written."""
    lead, book = lead_for(request.actor, lead_id), in_force()
    ask_about(lead, request.actor, "lead.answer")
    if "question" in request.POST:
        body, new = _said(request, lead_id, criterion)
    else:
        body, new = _typed_answer(request, lead_id, criterion)
    judge = Judge(lead, book, by=request.actor, at=request.at)
    found = tried(judge, lead, book, criterion, body, new, request.at)
    return render(request, "desk/lead/tried.html", {"tried": found, "lead_id": lead_id})


@require_POST
@page
def say(request: Visit, lead_id: UUID, question: str) -> HttpResponse:
    """The answer to one question; the rest of the criterion stays as it is on the record."""
    asked_now = _question(question)
    place = place_of(asked_now)
    if place is None:
        raise NotFound("question", question)
    body, new = _said(request, lead_id, place.criterion)
    return submitted(
        request,
        lambda: actions.record_answers(
            lead_id, by=request.actor, at=request.at, answers={place.criterion: body}, evidence=new
        ),
        done=lambda _: recorded(
            request,
            lead_id,
            gettext("The answer is recorded."),
            fragment="ask-next",
            card=place.criterion,
            parts=BY_AN_ANSWER,
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form="ask",
    )


def _question(key: str) -> Question:
    """Raises `NotFound`."""
    found = next((one for one in in_force().question if one.key == key), None)
    if found is None:
        raise NotFound("question", key)
    return found


def _typed_answer(request: Visit, lead_id: UUID, criterion: str) -> tuple[Json, list[Json]]:
    body = answer_json(criterion, typed_in(request), request.zone)
    new, proofs = _evidence(request, lead_id)
    return {**body, "evidence": proofs}, new


def _said(request: Visit, lead_id: UUID, criterion: str) -> tuple[Json, list[Json]]:
    body = said_json(criterion, typed_in(request), request.zone)
    new, proofs = _evidence(request, lead_id)
    return {**body, "evidence": proofs}, new


def _evidence(request: Visit, lead_id: UUID) -> tuple[list[Json], Sequence[str]]:
    """New evidence as typed, and the keys that the answer stands on: those ticked, and the new one's number."""
    new = evidence_json(typed_in(request), request.zone)
    proofs = request.POST.getlist("evidence")
    if new:
        proofs.append(f"ev-{lead_for(request.actor, lead_id).evidence_seq + 1}")
    return new, proofs


@require_POST
@page
def asked(request: Visit, lead_id: UUID) -> HttpResponse:
    row = {"question": request.POST.get("question", ""), "note": request.POST.get("note", "")}
    return submitted(
        request,
        lambda: actions.record_answers(lead_id, by=request.actor, at=request.at, asked=[row]),
        done=lambda _: recorded(
            request,
            lead_id,
            gettext("Noted: asked, and no answer."),
            fragment="ask-next",
            parts=BY_AN_ANSWER,
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form="asked",
    )


@require_POST
@page
def touch(request: Visit, lead_id: UUID) -> HttpResponse:
    return submitted(
        request,
        lambda: logged(request, lead_id),
        done=lambda touch: recorded(
            request,
            lead_id,
            gettext("The touchpoint is logged."),
            fragment="touch",
            parts=EVERYTHING if touch.lead and touch.lead.state in DELIVERED_BY_A_TOUCH else BY_A_TOUCH,
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form="touch",
    )


def logged(request: Visit, lead_id: UUID) -> Touchpoint:
    """The touchpoint as the form has it."""
    post = request.POST
    return actions.log_touch(
        lead_id,
        post.get("kind", ""),
        by=request.actor,
        at=request.at,
        direction=cast(Any, post.get("direction", "outbound")),
        two_way="two_way" in post,
        content=post.get("content", ""),
        note=post.get("note", ""),
        touched_at=_touched_at(request),
    )


def _touched_at(request: Visit) -> datetime | None:
    text = request.POST.get("touched_at", "")
    return moment_typed(text, request.zone, "/touched_at") if text else None
