"""What is known about a lead, what its next gate says, and what to ask next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Touchpoint
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import Dossier, Override, Surroundings
from tasuki.rules.frameworks import FrameworkView, view
from tasuki.rules.gates import day_of, decide, gate_after
from tasuki.rules.playbook import Playbook
from tasuki.rules.scoring import score
from tasuki.stages.intake.dossier import lead_facts, touches_from
from tasuki.stages.intake.models import Suspect
from tasuki.stages.qualification.dossier import answers_from, asked_from, evidence_from
from tasuki.stages.qualification.guidance import next_question, questions
from tasuki.stages.qualification.models import Answer, AskedQuestion, Evidence

__all__ = [
    "dossier_of",
    "framework_view",
    "gate_decision",
    "next_gate",
    "next_question",
    "open_duplicates",
    "questions",
    "scored",
]
TOUCHES = 200
_TOUCH_FIELDS = ("kind", "at", "direction", "two_way", "content", "signal")
OPEN = ("mql", "sal", "sql", "discovery")
ACCEPTED = OPEN[1:]


def dossier_of(lead: Lead) -> Dossier:
    """The lead with its touchpoints, answers, evidence and open duplicates; meetings and handoff are later stages'."""
    touches = Touchpoint.objects.filter(lead=lead).order_by("-at").values(*_TOUCH_FIELDS)[:TOUCHES]
    answers = Answer.objects.filter(lead=lead).values("criterion", "level", "body", "evidence")
    evidence = Evidence.objects.filter(lead=lead).values("key", "kind", "at", "by", "ref", "note")
    asked = AskedQuestion.objects.filter(lead=lead).values("question", "at", "note")
    facts = lead_facts(
        columns_of(lead), touches_from(touches), campaign=lead.campaign.code if lead.campaign else ""
    )
    return Dossier(
        lead=facts,
        answers=answers_from(answers),
        evidence=evidence_from(evidence),
        asked=asked_from(asked),
        surroundings=Surroundings(open_duplicates=open_duplicates(lead.pk)),
        override=sql_override_of(lead),
    )


def scored(dossier: Dossier, book: Playbook, at: datetime) -> Dossier:
    """The dossier with its scores: an imported lead that no job has scored yet is scored where it is judged."""
    if dossier.lead.fit is not None and dossier.lead.intent is not None:
        return dossier
    scores = score(dossier, book, at)
    return replace(dossier, lead=replace(dossier.lead, fit=scores.fit, intent=scores.intent))


def columns_of(lead: Lead) -> dict[str, object]:
    """The lead's columns as ``.values()`` would give them."""
    return {field.attname: getattr(lead, field.attname) for field in lead._meta.concrete_fields}


def open_duplicates(lead_id: UUID) -> tuple[str, ...]:
    """Other leads, being worked on or with an open opportunity, that are surely the same person (G-01).

    The merely similar only ask. The one that came first is the original: a later one stands in its way only once sales
    has accepted that one.
    """
    surely = Suspect.objects.filter(standing="exact", settled_at=None)
    earlier = surely.filter(_is_in("other", OPEN), lead_id=lead_id).values_list("other_id", flat=True)
    later = surely.filter(_is_in("lead", ACCEPTED), other_id=lead_id).values_list("lead_id", flat=True)
    return tuple(str(other) for other in earlier.union(later))


def _is_in(name: str, states: tuple[str, ...]) -> Q:
    """The lead is in one of these states, or its deal is open."""
    deal = Q(**{f"{name}__opportunity__state__in": ("open", "pending_approval")})
    return Q(**{f"{name}__state__in": states}) | deal


def sql_override_of(lead: Lead) -> Override | None:
    """An SQL gate that was passed by override lets an unknown budget pass the handoff with a warning (X-9)."""
    return Override(rationale=lead.sql_override) if lead.sql_override else None


def gate_decision(lead: Lead, gate: str, at: datetime) -> Decision:
    """What a gate says of the lead now; MQL, SAL and SQL are this stage's own."""
    book = in_force()
    return decide(gate, scored(without_override(dossier_of(lead)), book, at), book, at)


def without_override(dossier: Dossier) -> Dossier:
    return replace(dossier, override=None)


def next_gate(lead: Lead) -> str:
    return gate_after(lead.state)


def framework_view(lead: Lead, framework: str, at: datetime) -> FrameworkView:
    """The same answers through BANT, MEDDIC, MEDDPICC or CHAMP."""
    book = in_force()
    return view(dossier_of(lead), book, framework or book.playbook.framework, day_of(at, book))
