"""What a batch of events is about: the leads, deals and approvers, each read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from tasuki.platform.journal.models import Event
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.dossier import Dossier
from tasuki.stages.conversion.models import Approval
from tasuki.stages.intake.dossier import lead_facts
from tasuki.stages.pipeline.facts import opportunity_facts


@dataclass(frozen=True)
class Look:
    """One event with the records that it is about, as they stand now."""

    event: Event
    lead: Lead | None
    deal: Opportunity | None
    approver_id: UUID | None

    @cached_property
    def dossier(self) -> Dossier:
        """What the conditions of the agreement's notices read."""
        nothing = Dossier()
        return Dossier(
            lead=lead_facts(_columns(self.lead), ()) if self.lead else nothing.lead,
            opportunity=opportunity_facts(self.deal) if self.deal else nothing.opportunity,
        )


def _columns(lead: Lead) -> dict[str, object]:
    return {field.attname: getattr(lead, field.attname) for field in lead._meta.concrete_fields}


def look_at(events: Iterable[Event]) -> list[Look]:
    """Each event with its lead, its deal (its own, else its lead's) and who is asked to approve."""
    told = list(events)
    leads = Lead.objects.in_bulk({one.lead_id for one in told if one.lead_id})
    deals = _deals(told, leads)
    approvers = _approvers(told)
    return [_look(one, leads, deals, approvers) for one in told]


def _deals(told: list[Event], leads: Mapping[UUID, Lead]) -> Mapping[UUID, Opportunity]:
    wanted = {one.opportunity_id for one in told} | {lead.opportunity_id for lead in leads.values()}
    return Opportunity.objects.select_related("owner").in_bulk(wanted - {None})


def _approvers(told: list[Event]) -> Mapping[UUID, UUID]:
    """Per deal, who is asked for a yes."""
    asked = {one.opportunity_id for one in told if one.code.startswith("approval.")} - {None}
    rows = Approval.objects.filter(opportunity__in=asked).exclude(approver=None).order_by("asked_at")
    return dict(rows.values_list("opportunity_id", "approver_id")) if asked else {}


def _look(
    event: Event,
    leads: Mapping[UUID, Lead],
    deals: Mapping[UUID, Opportunity],
    approvers: Mapping[UUID, UUID],
) -> Look:
    lead = leads.get(event.lead_id) if event.lead_id else None
    key = event.opportunity_id or (lead.opportunity_id if lead else None)
    deal = deals.get(key) if key else None
    return Look(event, lead, deal, approvers.get(event.opportunity_id) if event.opportunity_id else None)
