"""Sales accepts a lead (SAL): fit and intent, a rationale, nobody else's (G-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.language import translator
from tasuki.platform.refusals import GateRefused
from tasuki.playbooks.queries import in_force
from tasuki.records.moves import move
from tasuki.records.queries import ask_about, enter, locked_lead
from tasuki.rules.decision import Decision, Standing
from tasuki.rules.dossier import Dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.qualification.actions.market_qualify import deliver
from tasuki.stages.qualification.endings import STATE_COLUMNS, check_rationale, rationale_findings
from tasuki.stages.qualification.queries import dossier_of, scored


@transaction.atomic
def accept(lead_id: UUID, *, by: Actor, at: datetime, rationale: str = "") -> Decision:
    """mql → sal. Without a rationale the one drafted from the findings is kept (X-15).

    A lead that marketing has not delivered yet passes the MQL gate first, in the same transaction; both gates' findings
    come back together when either refuses. Raises Forbidden, NotFound, NotPossibleNow, Invalid, GateRefused.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.accept")
    book = in_force()
    dossier = scored(dossier_of(lead), book, at)
    delivery = decide("mql", dossier, book, at) if lead.state == "captured" else None
    move("lead", "accept", "mql" if delivery else lead.state)
    decision = _both(decide("sal", dossier, book, at), delivery)
    if not decision.verdict.lets_through:
        unspecific = rationale_findings(rationale, book) if rationale.strip() else ()
        raise GateRefused(replace(decision, findings=(*decision.findings, *unspecific)))
    if rationale.strip():
        check_rationale(rationale, book)
    if delivery:
        deliver(lead, delivery, book, by, at)
        lead.refresh_from_db()  # what follows from the delivery, such as an owner, stands in the row by now
    written = rationale.strip() or drafted_rationale(decision, dossier, book)
    enter(lead, move("lead", "accept", lead.state).to_state, at)
    lead.accepted_by_id, lead.accepted_rationale = by.person_id, written
    lead.fit, lead.intent = _whole(dossier.lead.fit), _whole(dossier.lead.intent)
    lead.save(
        update_fields=[
            *STATE_COLUMNS,
            "entered_sal_at",
            "accepted_by",
            "accepted_rationale",
            "fit",
            "intent",
        ]
    )
    append(
        Entry(
            "lead.accepted",
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            playbook=book.stamp,
            origin=lead.origin,
            data={
                "verdict": decision.verdict.value,
                "open": sorted({one.rule for one in decision.troubles}),
                "drafted": not rationale.strip(),
            },
            words={"rationale": written},
        ),
        at_hand=[lead],
    )
    return decision


def _both(acceptance: Decision, delivery: Decision | None) -> Decision:
    if delivery is None or delivery.verdict.lets_through:
        return acceptance
    said = {(one.rule, one.pointer) for one in acceptance.findings}
    more = tuple(one for one in delivery.findings if (one.rule, one.pointer) not in said)
    return Decision(
        "sal", delivery.verdict, acceptance.playbook, acceptance.at, (*acceptance.findings, *more)
    )


def _whole(score: float | None) -> int | None:
    return None if score is None else int(score)


def drafted_rationale(decision: Decision, dossier: Dossier, book: Playbook) -> str:
    """What the findings say for the lead, in the playbook's language (X-15)."""
    language = book.playbook.language
    translate, facts = translator(language), dossier.lead
    met = (one.because for one in decision.findings if one.standing is Standing.MET)
    scores = Sentence(N_("Fit %(fit)s, intent %(intent)s."), {"fit": facts.fit, "intent": facts.intent})
    said = dict.fromkeys(one.spoken(language, translate) for one in (scores, *met))
    return f"{facts.company.name}: {('' if language == 'ja' else ' ').join(said)}"
