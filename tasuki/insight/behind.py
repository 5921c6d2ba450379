"""What stands behind a number, as a person recognises it: the records with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tasuki.insight.drill import Behind
from tasuki.insight.facts import (
    APPROVALS,
    CALLS,
    CAMPAIGNS,
    CLOCKS,
    DEALS,
    DELIVERIES,
    HANDOFFS,
    HEALTH,
    LEADS,
    RECORDS,
)
from tasuki.records.models import Campaign, Lead, Opportunity
from tasuki.sla.models import Clock
from tasuki.stages.conversion.models import Approval
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Known:
    """One record of a list. ``record`` is lead, opportunity or campaign; ``key`` opens it, whatever was counted."""

    record: str
    key: UUID
    name: str
    detail: str
    state: str
    at: date | None


def known(behind: Behind) -> tuple[Known, ...]:
    """The records behind a number, in its order."""
    found = _FINDERS[behind.facts.name](behind.ids)
    return tuple(_dated(found[key], at) for key, at in behind.rows if key in found)


def _dated(one: Known, at: date | None) -> Known:
    return Known(one.record, one.key, one.name, one.detail, one.state, at)


def _leads(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    rows = Lead.objects.filter(pk__in=keys).only("pk", "name", "company_name", "state")
    return {row.pk: _of_lead(row) for row in rows}


def _of_lead(row: Lead) -> Known:
    return Known(
        "lead", row.pk, row.company_name or row.name, row.name if row.company_name else "", row.state, None
    )


def _deals(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    rows = Opportunity.objects.filter(pk__in=keys).select_related("account")
    return {
        row.pk: Known(
            "opportunity", row.pk, row.name, row.account.name if row.account else "", row.state, None
        )
        for row in rows
    }


def _handoffs(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    return {row.pk: _of_lead(row.lead) for row in Handoff.objects.filter(pk__in=keys).select_related("lead")}


def _clocks(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    rows = Clock.objects.filter(pk__in=keys).select_related("lead")
    return {row.pk: _of_lead(row.lead) for row in rows if row.lead}


def _calls(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    return {row.pk: _of_lead(row.lead) for row in Meeting.objects.filter(pk__in=keys).select_related("lead")}


def _approvals(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    rows = dict(Approval.objects.filter(pk__in=keys).values_list("pk", "opportunity_id"))
    deals = _deals(list(rows.values()))
    return {key: deals[deal] for key, deal in rows.items() if deal in deals}


def _campaigns(keys: Sequence[UUID]) -> Mapping[UUID, Known]:
    rows = Campaign.objects.filter(pk__in=keys)
    return {row.pk: Known("campaign", row.pk, row.name, row.code, "", None) for row in rows}


_FINDERS: Mapping[str, Callable[[Sequence[UUID]], Mapping[UUID, Known]]] = {
    LEADS.name: _leads,
    DEALS.name: _deals,
    HANDOFFS.name: _handoffs,
    CLOCKS.name: _clocks,
    DELIVERIES.name: _leads,
    CALLS.name: _calls,
    HEALTH.name: _deals,
    RECORDS.name: _leads,
    APPROVALS.name: _approvals,
    CAMPAIGNS.name: _campaigns,
}
