"""What the journal tells of a conversion: every record that it made, filled or attached, and the deal itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry
from tasuki.stages.conversion.plan import Plan

Row = Mapping[str, Any]


def entries_of(plan: Plan, conversion: Row, by: Actor, approver: UUID | None) -> tuple[Entry, ...]:
    """The events of the conversion with this row; ``approver``: whose yes is missing."""
    return (
        *_of_new_records(plan, conversion, by),
        *_of_the_deal(plan, conversion, by, approver),
        *_of_attached_leads(plan, conversion, by),
    )


def _of_new_records(plan: Plan, conversion: Row, by: Actor) -> Iterator[Entry]:
    tell = partial(Entry, at=plan.decision.at, by=by, lead_id=plan.gathered.lead_id, playbook=plan.book.stamp)
    data = {"conversion": conversion["id"]}
    if not plan.account.links:
        yield tell("account.created", subject="account", subject_id=plan.account.id, data=data)
    for one in plan.contacts:
        if not one.placed.links:
            told = {**data, "account": plan.account.id}
            yield tell("contact.created", subject="contact", subject_id=one.placed.id, data=told)


def _of_the_deal(plan: Plan, conversion: Row, by: Actor, approver: UUID | None) -> Iterator[Entry]:
    key, lead_id = conversion["opportunity_id"], plan.gathered.lead_id
    tell = partial(
        Entry,
        at=plan.decision.at,
        by=by,
        lead_id=lead_id,
        opportunity_id=key,
        playbook=plan.book.stamp,
    )
    data = {"conversion": conversion["id"], "account": plan.account.id, "verdict": conversion["verdict"]}
    made = "opportunity.joined" if plan.into else "opportunity.created"
    if approver is None:
        yield tell(made, subject="opportunity", subject_id=key, data=data)
    else:
        asked = {**data, "approver": str(approver)}
        yield tell("approval.requested", subject="opportunity", subject_id=key, data=asked)
    if names := sorted(conversion["made"]["opportunity"].get("filled", ())):
        edited = {"fields": names, "conversion": conversion["id"]}
        yield tell("opportunity.edited", subject="opportunity", subject_id=key, data=edited)
    override = plan.dossier.override
    if override is not None:
        opened = [finding.rule for finding in plan.decision.troubles]
        yield tell(
            "gate.overridden",
            subject="lead",
            subject_id=lead_id,
            data={"gate": "opportunity", "open": opened, "expires_on": override.expires_on},
            words={"rationale": override.rationale},
        )


def _of_attached_leads(plan: Plan, conversion: Row, by: Actor) -> Iterator[Entry]:
    for lead_id in plan.attached:
        yield Entry(
            "lead.edited",
            plan.decision.at,
            by,
            "lead",
            lead_id,
            lead_id=lead_id,
            playbook=plan.book.stamp,
            data={"fields": ["account"], "conversion": conversion["id"]},
        )
