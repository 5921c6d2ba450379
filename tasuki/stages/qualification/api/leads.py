"""/leads/{id}: accept, answer, pass a gate, end, bring back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import example_beside, shaped_like
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Decision
from tasuki.platform.language import language_of, translator
from tasuki.records.queries import lead_for
from tasuki.records.seen import lead_as_seen
from tasuki.rules import decision as rules
from tasuki.rules.dossier import Override
from tasuki.rules.reading import read
from tasuki.stages.intake.api.shapes import LeadOut, lead_shown
from tasuki.stages.qualification import actions
from tasuki.stages.qualification.api.shapes import (
    Acceptance,
    AnswersGiven,
    AnswersOut,
    Disqualification,
    Given,
    Holding,
    Passing,
    Recycling,
    Reengaging,
    Reopening,
)
from tasuki.stages.qualification.models import Answer, AskedQuestion, Evidence
from tasuki.stages.qualification.queries import gate_decision

router = Router(tags=["qualification"])
AnswersBody = Annotated[
    dict[str, Any], shaped_like(AnswersGiven, example_beside(__file__, "answers")), InBody()
]
Gate = Literal["mql", "sal", "sql"]


@router.post("/{uuid:lead_id}/accept", response=Decision)
def accept_lead(request: Call, lead_id: UUID, payload: Acceptance) -> HttpResponse:
    """Sales accepts the lead as worth pursuing (G-01); 409 carries every finding of SAL, and of MQL where it is due."""
    with lead_as_seen(request, lead_id):
        decision = actions.accept(lead_id, by=request.auth, at=request.at, rationale=payload.rationale)
    return _decided(request, decision)


@router.get("/{uuid:lead_id}/answers", response=AnswersOut)
def get_answers(request: Call, lead_id: UUID) -> HttpResponse:
    """What is known about the criteria, on which evidence, and what was asked without an answer."""
    lead_for(request.auth, lead_id)
    return _answers(lead_id)


@router.post("/{uuid:lead_id}/answers", response=AnswersOut)
def record_answers(request: Call, lead_id: UUID, payload: AnswersBody) -> HttpResponse:
    """Merge answers field by field with what is there, with the evidence they stand on. All of it, or nothing (422)."""
    given = read(Given, payload)
    with lead_as_seen(request, lead_id):
        actions.record_answers(
            lead_id,
            by=request.auth,
            at=request.at,
            answers=_by_criterion(given.answers),
            evidence=given.evidence,
            asked=given.asked,
        )
    return _answers(lead_id)


@router.get("/{uuid:lead_id}/gates/{gate}", response=Decision)
def judge_gate(request: Call, lead_id: UUID, gate: Gate) -> HttpResponse:
    """What the gate says of the lead now, with every finding. Nothing is written."""
    return _decided(request, gate_decision(lead_for(request.auth, lead_id), gate, request.at))


@router.post("/{uuid:lead_id}/gates/{gate}", response=Decision)
def pass_gate(request: Call, lead_id: UUID, gate: Gate, payload: Passing) -> HttpResponse:
    """Take the lead through the gate; 409 carries every finding when it is closed."""
    by, at = request.auth, request.at
    with lead_as_seen(request, lead_id):
        if gate == "mql":
            decision = actions.market_qualify(lead_id, by=by, at=at)
        elif gate == "sal":
            decision = actions.accept(lead_id, by=by, at=at, rationale=payload.rationale)
        else:
            override = Override(**payload.override.model_dump()) if payload.override else None
            decision = actions.qualify(lead_id, by=by, at=at, override=override)
    return _decided(request, decision)


@router.post("/{uuid:lead_id}/disqualify", response=LeadOut)
def disqualify_lead(request: Call, lead_id: UUID, payload: Disqualification) -> HttpResponse:
    """The lead goes back to marketing, with a reason of the playbook and a rationale that says something (AR-3)."""
    with lead_as_seen(request, lead_id):
        actions.disqualify(lead_id, by=request.auth, at=request.at, **payload.model_dump())
    return _lead(request, lead_id)


@router.post("/{uuid:lead_id}/recycle", response=LeadOut)
def recycle_lead(request: Call, lead_id: UUID, payload: Recycling) -> HttpResponse:
    """The lead goes to nurture until a day or a trigger; some reasons bring their own day (AR-4)."""
    with lead_as_seen(request, lead_id):
        actions.recycle(
            lead_id,
            rationale=payload.rationale,
            by=request.auth,
            at=request.at,
            reason=payload.reason,
            reengage_on=payload.reengage_on,
            trigger=payload.reengage_trigger,
            nurture_track=payload.nurture_track,
            details=payload.details,
        )
    return _lead(request, lead_id)


@router.post("/{uuid:lead_id}/reopen", response=LeadOut)
def reopen_lead(request: Call, lead_id: UUID, payload: Reopening) -> HttpResponse:
    """A manager takes a disqualification back."""
    with lead_as_seen(request, lead_id):
        actions.reopen(lead_id, rationale=payload.rationale, by=request.auth, at=request.at)
    return _lead(request, lead_id)


@router.post("/{uuid:lead_id}/reengage", response=LeadOut)
def reengage_lead(request: Call, lead_id: UUID, payload: Reengaging) -> HttpResponse:
    """A recycled lead is back, flagged as recycled (V-08)."""
    with lead_as_seen(request, lead_id):
        actions.reengage(lead_id, by=request.auth, at=request.at, trigger=payload.trigger)
    return _lead(request, lead_id)


@router.post("/{uuid:lead_id}/hold", response=LeadOut)
def hold_lead(request: Call, lead_id: UUID, payload: Holding) -> HttpResponse:
    """A manager puts the lead on hold, or takes it off."""
    with lead_as_seen(request, lead_id):
        actions.hold(lead_id, payload.on, by=request.auth, at=request.at, note=payload.note)
    return _lead(request, lead_id)


def _by_criterion(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """A dossier keeps a company's own criteria under ``custom``; the record keeps all of them side by side."""
    own = answers.get("custom", {})
    if not isinstance(own, Mapping):
        return answers
    return {**{name: said for name, said in answers.items() if name != "custom"}, **own}


def _decided(request: Call, decision: rules.Decision) -> HttpResponse:
    language = language_of(request)
    return answer(decision.spoken(language, translator(language)))


def _lead(request: Call, lead_id: UUID) -> HttpResponse:
    lead = lead_for(request.auth, lead_id)
    return answer(lead_shown(lead, request.at), version=lead.version)


def _answers(lead_id: UUID) -> HttpResponse:
    answers = Answer.objects.filter(lead=lead_id).order_by("criterion")
    evidence = Evidence.objects.filter(lead=lead_id).order_by("at", "key")
    asked = AskedQuestion.objects.filter(lead=lead_id).order_by("at", "question")
    return answer(
        {
            "answers": {
                row.criterion: {"level": row.level, **row.body, "evidence": row.evidence} for row in answers
            },
            "evidence": [
                {
                    "id": one.key,
                    "kind": one.kind,
                    "at": one.at,
                    "by": one.by,
                    "ref": one.ref,
                    "note": one.note,
                }
                for one in evidence
            ],
            "asked": list(asked.values("question", "at", "note")),
        }
    )
