"""Leads come back: a recycled one on its date or trigger, a disqualified one on a manager's word; or are archived."""

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
from tasuki.records.models import Lead, Touchpoint
from tasuki.records.moves import move
from tasuki.records.queries import ask_about, enter, locked_lead
from tasuki.rules.decision import Decision, verdict_of
from tasuki.rules.gates import decide
from tasuki.rules.scoring import score
from tasuki.stages.qualification.endings import STATE_COLUMNS, check_rationale
from tasuki.stages.qualification.queries import dossier_of

TRIGGER = "trigger"


@transaction.atomic
def reengage(lead_id: UUID, *, by: Actor, at: datetime, trigger: str = "") -> Lead:
    """recycled → mql, flagged as recycled. It has to fit again, and intent counts from the recycling on (AR-10).

    A ``trigger``, what brought the lead back before its day, is a sign of interest itself and kept as a touchpoint.
    Raises Forbidden, NotFound, NotPossibleNow, and GateRefused where the profile or an exclusion speaks against it now.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.reengage")
    move("lead", "reengage", lead.state)
    book = in_force()
    fits = _fits_again(decide("mql", dossier_of(lead), book, at))
    if not fits.verdict.lets_through:
        raise GateRefused(fits)
    if trigger:
        Touchpoint.objects.create(
            lead=lead, kind="other", at=at, direction="inbound", content=trigger[:300], signal=TRIGGER,
            by_id=by.person_id,
        )  # fmt: skip
    lead.intent = score(dossier_of(lead), book, at).intent
    data = {"times": lead.times_recycled, "by_trigger": bool(trigger), "intent": lead.intent}
    return _enter(lead, "reengage", by, at, data, {"trigger": trigger} if trigger else {}, "intent")


def _fits_again(delivery: Decision) -> Decision:
    """The MQL gate without its question for intent, which begins anew: sales asks for it when they accept (G-01)."""
    fit = tuple(one for one in delivery.findings if one.pointer != "/lead/intent")
    return replace(delivery, findings=fit, verdict=verdict_of(fit))


@transaction.atomic
def reopen(lead_id: UUID, *, rationale: str, by: Actor, at: datetime, reason: str = "") -> Lead:
    """disqualified → mql, on a manager's or RevOps' word, or by a ruling (``reason`` is a code of the agreement).

    Raises Forbidden, NotFound, NotPossibleNow, Invalid.
    """
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.reopen")
    move("lead", "reopen", lead.state)
    check_rationale(rationale, in_force())
    data = {"was": lead.exit_reason}
    lead.exit_reason = lead.exit_rationale = lead.exit_cause = lead.exit_state = ""
    columns = ("exit_reason", "exit_rationale", "exit_cause", "exit_state")
    return _enter(lead, "reopen", by, at, data, {"rationale": rationale.strip()}, *columns, reason=reason)


@transaction.atomic
def archive(lead_id: UUID, *, by: Actor, at: datetime) -> Lead:
    """recycled → archived, after months without engagement (V-08). Raises Forbidden, NotFound, NotPossibleNow."""
    lead = locked_lead(lead_id)
    ask_about(lead, by, "lead.archive")
    return _enter(lead, "archive", by, at, {}, {}, "entered_archived_at")


def _enter(
    lead: Lead,
    verb: str,
    by: Actor,
    at: datetime,
    data: dict[str, Any],
    words: dict[str, str],
    *columns: str,
    reason: str = "",
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
            reason=reason,
            origin=lead.origin,
            data=data,
            words=words,
        ),
        at_hand=[lead],
    )
    return lead
