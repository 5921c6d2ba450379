from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import GateRefused, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records import moves
from tasuki.records.models import Lead, Task
from tasuki.records.moves import not_in_this_state
from tasuki.records.queries import ask_about, locked_lead
from tasuki.rules.brief import deserves_a_sync_call
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import day_of, decide
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_
from tasuki.stages.handoff.brief import assemble
from tasuki.stages.handoff.completion import note_completeness
from tasuki.stages.handoff.drafting import dossier_with, draft_of
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import ae_called, next_discovery


@dataclass(frozen=True, slots=True)
class Submission:
    """The handoff as the AE gets it, and the gate's decision with its warnings."""

    handoff: Handoff
    decision: Decision


@transaction.atomic
def submit(lead_id: UUID, *, by: Actor, at: datetime, ae: str | None = None) -> Submission:
    """Hand the lead to the AE: G-03. The AE is the one given (handle or id), else the meeting's, else the lead's.

    The brief becomes version 1 and is immutable from here on (HB-8); a key deal gets a sync call (HB-5). Raises
    Forbidden, NotFound, NotPossibleNow (not SQL, or submitted already), Invalid (nobody of that name may take it),
    GateRefused with every finding.
    """
    lead = locked_lead(lead_id, "ae")
    ask_about(lead, by, "handoff.submit", lead.owner_id)
    draft = draft_of(lead, by, at)
    move = moves.move("handoff", "submit", draft.state)
    _check_the_lead_is_qualified(lead)
    book, meeting = in_force(), next_discovery(lead.pk)
    person = _who_takes_it(lead, meeting, ae)
    dossier = dossier_with(lead, draft)
    dossier = replace(dossier, handoff=replace(dossier.handoff, ae=person.handle if person else ""))
    decision = decide("handoff", dossier, book, at)
    if not decision.verdict.lets_through:
        raise GateRefused(decision)
    if person is None:
        raise invalid("/ae", N_("No AE is named who would take over."))
    completed = note_completeness(draft, dossier, book, by, at)
    draft.state = move.to_state
    draft.ae = person
    draft.submitted_at = draft.ae_notified_at = at
    draft.playbook = book.stamp
    draft.save()
    version = _first_version(draft, dossier, book, by, at)
    if deserves_a_sync_call(dossier, book):
        _plan_sync_call(lead, draft, day_of(max(meeting.booked_for, at) if meeting else at, book), at)
    before = lead.ae_id
    lead.ae = person
    lead.version += 1
    lead.save(update_fields=["ae", "version"])
    append(*completed, _submitted(draft, version, meeting, decision, before, by, at), at_hand=[lead])
    return Submission(draft, decision)


def _check_the_lead_is_qualified(lead: Lead) -> None:
    if lead.state != LeadState.SQL:
        text = N_("A handoff cannot be submitted while the lead is %(state)s; it has to be %(wanted)s.")
        raise not_in_this_state(text, lead.state, LeadState.SQL)


def _who_takes_it(lead: Lead, meeting: Meeting | None, ae: str | None) -> Person | None:
    if ae:
        return ae_called(ae)
    return meeting.ae if meeting is not None and meeting.ae is not None else lead.ae


def _first_version(
    handoff: Handoff, dossier: Dossier, book: Playbook, by: Actor, at: datetime
) -> BriefVersion:
    return BriefVersion.objects.create(
        id=new_id(at),
        handoff=handoff,
        number=1,
        body=assemble(dossier, book, day_of(at, book)),
        completeness=handoff.completeness or Decimal(0),
        by_id=by.person_id,
        at=at,
    )


def _plan_sync_call(lead: Lead, handoff: Handoff, due_on: date, at: datetime) -> None:
    """HB-5: on a key deal SDR and AE talk before the AE meets the buyer."""
    for person_id in dict.fromkeys((handoff.sdr_id, handoff.ae_id)):
        if person_id is not None:
            Task.objects.create(
                id=new_id(at),
                kind="sync_call",
                title=lead.company_name or lead.name,
                owner_id=person_id,
                due_on=due_on,
                lead=lead,
                key=f"sync_call:{handoff.pk}:{person_id}",
                created_at=at,
            )


def _submitted(
    handoff: Handoff,
    version: BriefVersion,
    meeting: Meeting | None,
    decision: Decision,
    ae_before: UUID | None,
    by: Actor,
    at: datetime,
) -> Entry:
    data: dict[str, Any] = {
        "ae": str(handoff.ae_id),
        "ae_before": str(ae_before) if ae_before else None,
        "sdr": str(handoff.sdr_id) if handoff.sdr_id else None,
        "meeting": str(meeting.pk) if meeting else None,
        "booked_for": meeting.booked_for.isoformat() if meeting else None,
        "brief": version.number,
        "completeness": str(handoff.completeness),
        "verdict": decision.verdict.value,
        "warnings": sorted({finding.rule for finding in decision.troubles}),
    }
    return Entry(
        "handoff.submitted",
        at,
        by,
        "handoff",
        handoff.pk,
        lead_id=handoff.lead_id,
        playbook=decision.playbook,
        data=data,
    )
