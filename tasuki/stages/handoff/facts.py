"""The lead's dossier as far as qualification knows it."""

from __future__ import annotations

from tasuki.records.models import Lead
from tasuki.rules.dossier import Dossier
from tasuki.stages.intake.dossier import lead_facts, touches_from
from tasuki.stages.qualification.dossier import answers_from, asked_from, evidence_from
from tasuki.stages.qualification.models import Answer, AskedQuestion, Evidence


def dossier_of(lead: Lead) -> Dossier:
    row = Lead.objects.values().get(pk=lead.pk)
    touches = lead.touchpoints.order_by("at").values("kind", "at", "direction", "two_way", "content", "signal")
    return Dossier(
        lead=lead_facts(row, touches_from(touches), lead.campaign.code if lead.campaign else ""),
        answers=answers_from(Answer.objects.filter(lead=lead).values()),
        evidence=evidence_from(Evidence.objects.filter(lead=lead).values()),
        asked=asked_from(AskedQuestion.objects.filter(lead=lead).values()),
    )
