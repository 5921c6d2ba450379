"""Record what was learned: an answer with its evidence, a question asked in vain, a touchpoint."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page, submitted, typed_in
from tasuki.desk.forms.answer import answer_json, evidence_json
from tasuki.desk.forms.moments import moment_typed
from tasuki.desk.views.lead import lead_response
from tasuki.records.queries import lead_for
from tasuki.stages.qualification import actions


@require_POST
@page
def answer(request: Visit, lead_id: UUID, criterion: str) -> HttpResponse:
    """The answer as typed; new evidence gets the lead's next number, and the answer stands on it."""
    new = evidence_json(typed_in(request), request.zone)
    proofs = request.POST.getlist("evidence")
    if new:
        proofs.append(f"ev-{lead_for(request.actor, lead_id).evidence_seq + 1}")
    body = {**answer_json(criterion, typed_in(request), request.zone), "evidence": proofs}
    return submitted(
        request,
        lambda: actions.record_answers(
            lead_id, by=request.actor, at=request.at, answers={criterion: body}, evidence=new
        ),
        done=lambda _: back(
            request, "lead", lead_id, said=gettext("The answer is recorded."), fragment=f"answers-{criterion}"
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form=f"answer-{criterion}",
    )


@require_POST
@page
def asked(request: Visit, lead_id: UUID) -> HttpResponse:
    row = {"question": request.POST.get("question", ""), "note": request.POST.get("note", "")}
    return submitted(
        request,
        lambda: actions.record_answers(lead_id, by=request.actor, at=request.at, asked=[row]),
        done=lambda _: back(
            request, "lead", lead_id, said=gettext("Noted: asked, and no answer."), fragment="asked"
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form="asked",
    )


@require_POST
@page
def touch(request: Visit, lead_id: UUID) -> HttpResponse:
    post = request.POST
    direction = cast(Any, post.get("direction", "outbound"))
    return submitted(
        request,
        lambda: actions.log_touch(
            lead_id,
            post.get("kind", ""),
            by=request.actor,
            at=request.at,
            direction=direction,
            two_way="two_way" in post,
            content=post.get("content", ""),
            note=post.get("note", ""),
            touched_at=_touched_at(request),
        ),
        done=lambda _: back(
            request, "lead", lead_id, said=gettext("The touchpoint is logged."), fragment="touch"
        ),
        again=lambda refused: lead_response(request, lead_id, refused),
        form="touch",
    )


def _touched_at(request: Visit) -> datetime | None:
    text = request.POST.get("touched_at", "")
    return moment_typed(text, request.zone, "/touched_at") if text else None
