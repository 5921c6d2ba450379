"""Everything that the lead page shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.calibration.disputes.models import Dispute
from tasuki.calibration.disputes.queries import disputable_by, disputes_of
from tasuki.desk.forms.field import Field
from tasuki.desk.panels.asking import Asking, asking
from tasuki.desk.panels.criteria import Card, cards, evidence_on_record, proof_options
from tasuki.desk.panels.framework import FrameworkPanel, framework_panel
from tasuki.desk.panels.judging import Judge
from tasuki.desk.panels.look import Look
from tasuki.desk.panels.moves import LeadMoves, may, moves_of
from tasuki.desk.panels.stage_bar import Step, gate_shown, next_gate, stage_bar
from tasuki.desk.panels.timeline import Timeline, timeline_of
from tasuki.desk.panels.touches import touch_fields
from tasuki.desk.panels.why_not import WhyNot, why_not
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Touchpoint
from tasuki.records.queries import latest_touches, lead_for
from tasuki.rules.frameworks import criteria_read
from tasuki.rules.playbook import Criterion, Playbook
from tasuki.rules.scoring import highest
from tasuki.sla.queries import ClockView, clocks_of
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.queries import latest_handoff
from tasuki.stages.intake.models import Suspect
from tasuki.stages.intake.queries import suspects_of
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import every_meeting_of
from tasuki.stages.qualification.actions.answer import STATES
from tasuki.stages.registration.queries import Protection, protection_of
from tasuki.stages.routing.models import Assignment
from tasuki.stages.routing.queries import assignments_of

EVENTS_SHOWN, TOUCHES_SHOWN, SUSPECTS_SHOWN, ASSIGNMENTS_SHOWN, DISPUTES_SHOWN = 40, 5, 5, 4, 5


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One lead, as one person sees it at one moment."""

    lead: Lead
    book: Playbook
    look: Look
    steps: tuple[Step, ...]
    why_not: WhyNot | None
    is_next: bool
    framework: FrameworkPanel | None
    core: tuple[Card, ...]
    beyond: tuple[Card, ...]
    asking: Asking | None
    can_answer: bool
    moves: LeadMoves
    meetings: tuple[Meeting, ...]
    handoff: Handoff | None
    touches: tuple[Touchpoint, ...]
    touch_fields: tuple[Field, ...]
    clocks: tuple[ClockView, ...]
    suspects: tuple[Suspect, ...]
    assignments: tuple[Assignment, ...]
    protection: Protection | None
    timeline: Timeline
    refused: Refused | None
    can_merge: bool
    disputable: frozenset[int]
    disputes: tuple[Dispute, ...]

    @property
    def intent_tier(self) -> int | None:
        """How urgent its interest is, 1 the most, while the signals that say so count (RT-3)."""
        return highest(one.get("tier", 0) for one in self.lead.score_reasons)

    @property
    def pressing(self) -> ClockView | None:
        """The promise that runs out first."""
        return next((clock for clock in self.clocks if clock.stopped_at is None), None)

    @property
    def cards(self) -> tuple[Card, ...]:
        return (*self.core, *self.beyond)

    def card(self, criterion: str) -> Card | None:
        return next((card for card in self.cards if card.criterion.key == criterion), None)


def lead_page(
    lead_id: UUID,
    *,
    by: Actor,
    at: datetime,
    look: Look | None = None,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
    proofs: tuple[str, ...] = (),
    with_cards: bool = True,
) -> LeadPage:
    """The page of one lead; with ``refused``, the form it belongs to keeps what was typed. Raises `NotFound`.

    Without cards for an answer that shows none of them.
    """
    lead, book, look = lead_for(by, lead_id), in_force(), look or Look()
    judge = Judge(lead, book, by=by, at=at)
    gate, ahead = gate_shown(lead, look), next_gate(lead)
    evidence = evidence_on_record(lead.pk)
    answered = cards(lead, judge.dossier, book, ahead, evidence, refused, typed, proofs) if with_cards else ()
    moves = moves_of(lead, judge, by, refused, typed)
    first = _first_of(book, look)
    can_answer = "answer" in moves.can and lead.state in STATES
    return LeadPage(
        lead=lead,
        book=book,
        look=look,
        steps=stage_bar(lead, judge.decision, look, book),
        why_not=why_not(judge.decision(gate), book) if gate else None,
        is_next=gate == ahead,
        framework=framework_panel(judge.dossier, book, look, at),
        core=tuple(card for card in answered if first(card.criterion)),
        beyond=tuple(card for card in answered if not first(card.criterion)),
        asking=asking(judge.dossier, book, look, proof_options(evidence), refused, typed)
        if can_answer
        else None,
        can_answer=can_answer,
        moves=moves,
        meetings=tuple(every_meeting_of(lead.pk)),
        handoff=latest_handoff(lead.pk),
        touches=tuple(latest_touches(lead.pk, TOUCHES_SHOWN)),
        touch_fields=touch_fields(at, refused, typed),
        clocks=clocks_of(lead.pk, at=at),
        suspects=tuple(suspects_of(lead.pk, SUSPECTS_SHOWN)),
        assignments=tuple(assignments_of(lead.pk, ASSIGNMENTS_SHOWN)),
        protection=protection_of(lead.pk, at),
        timeline=timeline_of(lead.pk, book, look, EVENTS_SHOWN),
        refused=refused,
        can_merge=may(by, "lead.merge", lead),
        disputable=frozenset(
            one.seq for one in (disputable_by(by, lead.pk) if may(by, "dispute.open", lead) else ())
        ),
        disputes=tuple(disputes_of(lead.pk, DISPUTES_SHOWN)),
    )


def _first_of(book: Playbook, look: Look) -> Callable[[Criterion], bool]:
    """Which cards come first: those of the framework that was chosen, else the criteria that gates look at."""
    chosen = book.frameworks.get(look.framework)
    if chosen is None:
        return lambda criterion: criterion.gated
    read = {name for element in chosen.elements for name in criteria_read(element)}
    return lambda criterion: criterion.key in read


def as_context(shown: LeadPage) -> dict[str, Any]:
    return {
        "page": shown,
        "lead": shown.lead,
        "lead_id": shown.lead.pk,
        "book": shown.book,
        "refused": shown.refused,
        "here": f"/leads/{shown.lead.pk}",
    }
