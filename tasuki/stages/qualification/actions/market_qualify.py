"""Marketing delivers a lead as an MQL (G-00)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.atomic import atomic
from tasuki.platform.refusals import GateRefused
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.moves import move
from tasuki.records.queries import ask_about, enter, locked_lead
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook
from tasuki.rules.profile import exclusions_hit
from tasuki.stages.qualification.endings import EXIT_COLUMNS, STATE_COLUMNS
from tasuki.stages.qualification.queries import dossier_of, gate_decision, scored


def market_qualify(lead_id: UUID, *, by: Actor, at: datetime) -> Decision:
    """Deliver a captured lead to sales; one that an exclusion hits is disqualified with its reason (EX-1).

    Raises Forbidden, NotFound, NotPossibleNow, and GateRefused: the exclusion stands even then, unless the caller's own
    transaction goes back.
    """
    with transaction.atomic():
        lead = locked_lead(lead_id)
        ask_about(lead, by, "lead.qualify_for_marketing")
        move("lead", "market_qualify", lead.state)
        decision = _judge(lead, by, at)
    if not decision.verdict.lets_through:
        raise GateRefused(decision)
    return decision


@atomic
def try_market_qualify(lead_id: UUID, *, at: datetime, by: Actor = SYSTEM) -> Decision:
    """What capture does by itself: deliver the lead when the gate is open, leave it where it is when not.

    An exclusion disqualifies with its reason code (EX-1). A refusal is returned, never raised. Raises NotFound.
    """
    lead = locked_lead(lead_id)
    if lead.state != "captured":
        return gate_decision(lead, "mql", at)
    return _judge(lead, by, at)


def _judge(lead: Lead, by: Actor, at: datetime) -> Decision:
    """Deliver the captured lead, exclude it, or leave it where it is."""
    book = in_force()
    dossier = scored(dossier_of(lead), book, at)
    decision = decide("mql", dossier, book, at)
    if decision.verdict.lets_through:
        deliver(lead, decision, book, by, at)
    else:
        _exclude(lead, dossier, book, by, at)
    return decision


def deliver(lead: Lead, decision: Decision, book: Playbook, by: Actor, at: datetime) -> None:
    """Write the move to MQL and tell of it."""
    enter(lead, move("lead", "market_qualify", lead.state).to_state, at)
    lead.save(update_fields=[*STATE_COLUMNS, "entered_mql_at"])
    append(
        Entry(
            "lead.marketing_qualified",
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            playbook=book.stamp,
            origin=lead.origin,
            data={"verdict": decision.verdict.value, "open": sorted({one.rule for one in decision.troubles})},
        ),
        at_hand=[lead],
    )


def _exclude(lead: Lead, dossier: Dossier, book: Playbook, by: Actor, at: datetime) -> None:
    hits = exclusions_hit(dossier, book)
    if not hits:
        return
    enter(lead, move("lead", "exclude", lead.state).to_state, at)
    lead.exit_reason, lead.exit_cause, lead.exit_state = hits[0].code, "qualified_out", "captured"
    lead.save(update_fields=[*STATE_COLUMNS, *EXIT_COLUMNS, "entered_disqualified_at"])
    append(
        Entry(
            "lead.disqualified",
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            playbook=book.stamp,
            reason=hits[0].code,
            origin=lead.origin,
            data={"rule": "EX-1", "cause": "qualified_out", "from": "captured"},
        )
    )
