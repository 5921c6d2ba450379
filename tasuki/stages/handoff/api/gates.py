"""/leads/{id}/gates/handoff and …/opportunity: what the later gates say of a lead now."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from tasuki.platform.http.call import Call
from tasuki.platform.http.json import answer
from tasuki.platform.http.schemas import Decision
from tasuki.platform.language import language_of, translator
from tasuki.playbooks.queries import in_force
from tasuki.records.queries import lead_for
from tasuki.rules.gates import decide
from tasuki.stages.handoff.queries import dossier_for_handoff

router = Router(tags=["qualification"])


@router.get("/{uuid:lead_id}/gates/handoff", response=Decision)
def judge_handoff_gate(request: Call, lead_id: UUID) -> HttpResponse:
    """Whether the lead could be handed over now (G-03). POST /handoffs takes it through."""
    return _decided(request, lead_id, "handoff")


@router.get("/{uuid:lead_id}/gates/opportunity", response=Decision)
def judge_opportunity_gate(request: Call, lead_id: UUID) -> HttpResponse:
    """How far the lead is from an opportunity (G-04), before anything that the conversion itself adds.

    POST /leads/{id}/convert/preview judges it with what is to be created.
    """
    return _decided(request, lead_id, "opportunity")


def _decided(request: Call, lead_id: UUID, gate: str) -> HttpResponse:
    lead = lead_for(request.auth, lead_id)
    language = language_of(request)
    decision = decide(gate, dossier_for_handoff(lead), in_force(), request.at)
    return answer(decision.spoken(language, translator(language)))
