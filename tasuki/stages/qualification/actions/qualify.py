"""Sales confirms that there is something here: sal → sql (G-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import GateRefused
from tasuki.playbooks.queries import in_force
from tasuki.records.moves import move
from tasuki.records.queries import ask_about, enter, locked_lead
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import Override
from tasuki.rules.gates import decide, overridden
from tasuki.stages.qualification.endings import STATE_COLUMNS
from tasuki.stages.qualification.queries import dossier_of


@transaction.atomic
def qualify(lead_id: UUID, *, by: Actor, at: datetime, override: Override | None = None) -> Decision:
    """sal → sql after a two-way conversation; an override leaves its own event (G-05).

    Raises Forbidden, NotFound, NotPossibleNow, GateRefused with every finding.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.qualify_for_sales")
    if override is not None:
        ask_about(lead, by, "gate.override")
    to_state = move("lead", "qualify", lead.state).to_state
    book = in_force()
    decision = decide("sql", replace(dossier_of(lead), override=override), book, at)
    if not decision.verdict.lets_through:
        raise GateRefused(decision)
    enter(lead, to_state, at)
    lead.sql_override = override.rationale if override else ""
    lead.save(update_fields=[*STATE_COLUMNS, "entered_sql_at", "sql_override"])
    data = {"verdict": decision.verdict.value, "open": sorted({one.rule for one in decision.troubles})}
    same: dict[str, Any] = {"lead_id": lead.pk, "playbook": book.stamp, "origin": lead.origin}
    entries = [Entry("lead.sales_qualified", at, by, "lead", lead.pk, data=data, **same)]
    if override is not None:
        still_open = [one.rule for one in overridden(decision)]
        opened = {"gate": "sql", "open": still_open, "expires_on": str(override.expires_on)}
        words = {"rationale": override.rationale}
        entries.append(Entry("gate.overridden", at, by, "lead", lead.pk, data=opened, words=words, **same))
    append(*entries, at_hand=[lead])
    return decision
