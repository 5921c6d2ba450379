"""Everything that the lead page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.desk.forms.field import Field
from tasuki.desk.panels.criteria import Card, QuestionLine, cards, question_line
from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.moves import LeadMoves, moves_of
from tasuki.desk.panels.stage_bar import Step, next_gate, stage_bar
from tasuki.desk.panels.timeline import Happening, timeline
from tasuki.desk.panels.touches import touch_fields
from tasuki.desk.panels.why_not import WhyNot, why_not
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.queries import timeline_of_lead
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Touchpoint
from tasuki.records.queries import lead_for
from tasuki.rules.dossier import Dossier
from tasuki.rules.playbook import Playbook
from tasuki.sla.queries import ClockView, clocks_of
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import latest_handoff
from tasuki.stages.intake.models import Suspect
from tasuki.stages.intake.queries import suspects_of
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.routing.models import Assignment

EVENTS_SHOWN = 40
QUESTIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One lead, as one person sees it at one moment."""

    lead: Lead
    book: Playbook
    steps: tuple[Step, ...]
    why_not: WhyNot | None
    core: tuple[Card, ...]
    beyond: tuple[Card, ...]
    questions: tuple[QuestionLine, ...]
    open_questions: int
    moves: LeadMoves
    meetings: tuple[Meeting, ...]
    handoff: Handoff | None
    touches: tuple[Touchpoint, ...]
    touch_fields: tuple[Field, ...]
    clocks: tuple[ClockView, ...]
    suspects: tuple[Suspect, ...]
    assignments: tuple[Assignment, ...]
    happenings: tuple[Happening, ...]
    refused: Refused | None


def lead_page(
    lead_id: UUID,
    *,
    by: Actor,
    at: datetime,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
    proofs: tuple[str, ...] = (),
) -> LeadPage:
    """The page of one lead; with ``refused``, the form it belongs to keeps what was typed. Raises `NotFound`."""
    lead, book = lead_for(by, lead_id), in_force()
    judge = Judge(lead, book, by=by, at=at)
    gate = next_gate(lead)
    answered = cards(lead, judge.dossier, book, gate, refused, typed, proofs)
    ahead = _questions_next(judge.dossier, book)
    return LeadPage(
        lead=lead,
        book=book,
        steps=stage_bar(lead, judge.decision),
        why_not=why_not(judge.decision(gate), book) if gate else None,
        core=tuple(card for card in answered if card.criterion.gated),
        beyond=tuple(card for card in answered if not card.criterion.gated),
        questions=ahead[:QUESTIONS_SHOWN],
        open_questions=len(ahead),
        moves=moves_of(lead, judge, by, refused, typed),
        meetings=tuple(Meeting.objects.filter(lead=lead).select_related("ae").order_by("-booked_for")),
        handoff=latest_handoff(lead.pk),
        touches=tuple(lead.touchpoints.select_related("by").order_by("-at")[:5]),
        touch_fields=touch_fields(at, refused, typed),
        clocks=clocks_of(lead.pk, at=at),
        suspects=tuple(suspects_of(lead.pk)[:5]),
        assignments=tuple(
            Assignment.objects.filter(lead=lead).select_related("person", "by").order_by("-at")[:4]
        ),
        happenings=timeline(timeline_of_lead(lead.pk, EVENTS_SHOWN), book),
        refused=refused,
    )


def _questions_next(d: Dossier, book: Playbook) -> tuple[QuestionLine, ...]:
    """The questions of the catalogue that are neither answered nor asked in vain."""
    every = (question_line(question, d) for question in book.question if question.criterion != "brief")
    return tuple(line for line in every if not line.answered and line.asked is None)


def as_context(shown: LeadPage) -> dict[str, Any]:
    return {
        "page": shown,
        "lead": shown.lead,
        "lead_id": shown.lead.pk,
        "book": shown.book,
        "refused": shown.refused,
    }
