"""Leads come back: a recycled one on its date or trigger, a disqualified one on a manager's word; or are archived."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import Entry, append
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.records.moves import move
from tasuki.records.queries import enter, locked_lead, teams_of
from tasuki.stages.qualification.endings import STATE_COLUMNS, check_rationale


@transaction.atomic
def reengage(lead_id: UUID, *, by: Actor, at: datetime, trigger: str = "") -> Lead:
    """recycled → mql, flagged as recycled; fit is kept, intent counts from the recycling on (V-08, AR-10).

    Raises Forbidden, NotFound, NotPossibleNow.
    """
    lead = locked_lead(lead_id)
    ask(by, "lead.reengage", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    data = {"times": lead.times_recycled, "by_trigger": bool(trigger)}
    lead.intent = 0
    return _enter(lead, "reengage", by, at, data, {"trigger": trigger} if trigger else {}, "intent")


@transaction.atomic
def reopen(lead_id: UUID, *, rationale: str, by: Actor, at: datetime) -> Lead:
    """disqualified → mql, on a manager's or RevOps' word. Raises Forbidden, NotFound, NotPossibleNow, Invalid."""
    lead = locked_lead(lead_id)
    ask(by, "lead.reopen", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    move("lead", "reopen", lead.state)
    check_rationale(rationale, in_force())
    data = {"was": lead.exit_reason}
    lead.exit_reason = lead.exit_rationale = lead.exit_cause = lead.exit_state = ""
    columns = ("exit_reason", "exit_rationale", "exit_cause", "exit_state")
    return _enter(lead, "reopen", by, at, data, {"rationale": rationale.strip()}, *columns)


@transaction.atomic
def archive(lead_id: UUID, *, by: Actor, at: datetime) -> Lead:
    """recycled → archived, after months without engagement (V-08). Raises Forbidden, NotFound, NotPossibleNow."""
    lead = locked_lead(lead_id)
    ask(by, "lead.archive", lead.owner_id, lead.ae_id, teams=teams_of(lead))
    return _enter(lead, "archive", by, at, {}, {}, "entered_archived_at")


def _enter(
    lead: Lead, verb: str, by: Actor, at: datetime, data: dict[str, Any], words: dict[str, str], *columns: str
) -> Lead:
    found = move("lead", verb, lead.state)
    enter(lead, found.to_state, at)
    milestones = ["entered_mql_at"] if found.to_state == "mql" else []
    lead.save(update_fields=[*STATE_COLUMNS, *milestones, *columns])
    append(
        Entry(
            found.event,
            at,
            by,
            "lead",
            lead.pk,
            lead_id=lead.pk,
            playbook=in_force().stamp,
            origin=lead.origin,
            data=data,
            words=words,
        )
    )
    return lead
