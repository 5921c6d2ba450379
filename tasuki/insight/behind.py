"""What stands behind a number, as a person recognises it: the records with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from tasuki.insight.dimensions import DIMENSIONS
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
from tasuki.insight.words import Words
from tasuki.platform.dates import day_in
from tasuki.platform.language import translator
from tasuki.records.models import Campaign, Lead, Opportunity
from tasuki.rules.labels import record_called
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import Language
from tasuki.sla.models import Clock, WeeklyFeedback
from tasuki.stages.conversion.models import Approval
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting

Record = Literal["lead", "opportunity", "campaign", "clock"]


@dataclass(frozen=True, slots=True)
class Known:
    """One record of a list; ``key`` opens it, whatever was counted. A promise stands for itself where it is about no
    lead."""

    record: Record
    key: UUID
    name: str
    detail: str
    state: str
    at: date | None

    def as_data(self) -> dict[str, Any]:
        """Its public shape."""
        return {
            "record": self.record, "id": self.key, "name": self.name, "detail": self.detail, "state": self.state,
            "at": self.at,
        }  # fmt: skip


def known(behind: Behind, book: Playbook, language: Language) -> tuple[Known, ...]:
    """The records behind a number, in its order."""
    is_promise = behind.facts.name == CLOCKS.name
    found = _clocks(behind.ids, book, language) if is_promise else _FINDERS[behind.facts.name](behind.ids)
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


def _clocks(keys: Sequence[UUID], book: Playbook, language: Language) -> Mapping[UUID, Known]:
    rows = list(Clock.objects.filter(pk__in=keys).select_related("lead"))
    words = Words((), book, language)
    about = _about([row for row in rows if row.lead is None], words, language)
    return {
        row.pk: _of_lead(row.lead) if row.lead else _of_clock(row, words, about[row.subject_id])
        for row in rows
    }


def _of_clock(row: Clock, words: Words, about: str) -> Known:
    promise = words.value(DIMENSIONS["promise"], row.sla)
    return Known("clock", row.pk, promise, about, row.outcome or "running", None)


def _about(rows: Sequence[Clock], words: Words, language: Language) -> Mapping[UUID, str]:
    """What these promises are about: sales' word of a week names its source and week, everything else its kind."""
    say = translator(language)
    kinds = {row.subject_id: record_called(row.subject).spoken(language, say) for row in rows}
    weeks = {
        one.pk: f"{words.value(DIMENSIONS['source'], one.source)}, {day_in(one.week_on, language)}"
        for one in WeeklyFeedback.objects.filter(pk__in=kinds)
    }
    return {**kinds, **weeks}


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
    DELIVERIES.name: _leads,
    CALLS.name: _calls,
    HEALTH.name: _deals,
    RECORDS.name: _leads,
    APPROVALS.name: _approvals,
    CAMPAIGNS.name: _campaigns,
}
