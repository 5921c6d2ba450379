"""What is known about a lead, what its next gate says, and what to ask next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import orjson
from django.db.models import Q

from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
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
OPEN = ("mql", "sal", "sql", "discovery")
ACCEPTED = OPEN[1:]


# Everything about one lead beyond its own row, as one document: every gate asks for it.
ABOUT_THE_LEAD = """
SELECT jsonb_build_object(
  'campaign', (SELECT c.code FROM records_campaign c WHERE c.id = %(campaign)s),
  'touches', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM (
      SELECT kind, at, direction, two_way, content, signal FROM records_touchpoint
      WHERE lead_id = %(lead)s ORDER BY at DESC LIMIT 200) t),
  'answers', (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM qualification_answer a WHERE a.lead_id = %(lead)s),
  'evidence', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM qualification_evidence e WHERE e.lead_id = %(lead)s),
  'asked', (SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]')
      FROM qualification_askedquestion q WHERE q.lead_id = %(lead)s),
  'suspected', EXISTS (
      SELECT FROM intake_suspect s WHERE s.settled_at IS NULL AND s.standing = 'exact'
        AND (s.lead_id = %(lead)s OR s.other_id = %(lead)s)))
"""


def dossier_of(lead: Lead) -> Dossier:
    """The lead with its touchpoints, answers, evidence and open duplicates; meetings and handoff are later stages'."""
    about = orjson.loads(run(ABOUT_THE_LEAD, {"lead": lead.pk, "campaign": lead.campaign_id})[0][0])
    return Dossier(
        lead=lead_facts(columns_of(lead), touches_from(about["touches"]), campaign=about["campaign"] or ""),
        answers=answers_from(about["answers"]),
        evidence=evidence_from(about["evidence"]),
        asked=asked_from(about["asked"]),
        surroundings=Surroundings(open_duplicates=open_duplicates(lead.pk) if about["suspected"] else ()),
        override=sql_override_of(lead),
    )


def scored(dossier: Dossier, book: Playbook, at: datetime) -> Dossier:
    """The dossier with its scores: an imported lead that no job has scored yet is scored where it is judged."""
    if dossier.lead.fit is not None and dossier.lead.intent is not None:
        return dossier
    scores = score(dossier, book, at)
    known = replace(dossier.lead, fit=scores.fit, intent=scores.intent, intent_tier=scores.intent_tier)
    return replace(dossier, lead=known)


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
