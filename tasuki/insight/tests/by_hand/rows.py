"""What the records hold, as plain values that a person would look up, from the tables of the product themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from tasuki.insight.asked import Asked
from tasuki.insight.tests.history import Life, write
from tasuki.platform.journal.models import Event
from tasuki.records.models import ContactRole, Lead, NextStep, Opportunity
from tasuki.sla.models import Clock
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer

WAY = ("mql", "sal", "sql", "handed_over", "discovery", "converted")


@dataclass
class Deal:
    """An opportunity with the moment and the reason of its end, wherever they are written."""

    row: Opportunity
    lead: Lead | None
    voided_at: datetime | None

    @property
    def created_at(self) -> datetime:
        return self.row.created_at

    @property
    def won_at(self) -> datetime | None:
        return self.row.closed_at if self.row.state == "closed_won" else None

    @property
    def lost_at(self) -> datetime | None:
        return self.row.closed_at if self.row.state == "closed_lost" else None

    @property
    def closed_at(self) -> datetime | None:
        return self.won_at or self.lost_at

    @property
    def died_at(self) -> datetime | None:
        return self.lost_at or self.voided_at

    @property
    def reason(self) -> str:
        if self.row.state == "voided":
            return self.lead.exit_reason if self.lead else ""
        return self.row.close_reason

    @property
    def is_open(self) -> bool:
        return self.row.state == "open"

    @property
    def amount(self) -> Decimal | None:
        return self.row.amount

    @property
    def currency(self) -> str:
        return self.row.currency

    @property
    def weighted(self) -> Decimal | None:
        if self.row.amount is None or self.row.probability is None:
            return None
        return round(self.row.amount * self.row.probability, 2)

    @property
    def furthest(self) -> list[str]:
        return [visit["stage"] for visit in self.row.stage_history]


@dataclass
class Person:
    """A lead with all that happened to it."""

    row: Lead
    handed_over_at: datetime | None
    held_at: datetime | None
    deal: Deal | None
    answers: Mapping[str, Answer]

    @property
    def captured_at(self) -> datetime:
        return self.row.captured_at

    def entered(self, state: str) -> datetime | None:
        if state == "handed_over":
            return self.handed_over_at
        found: datetime | None = getattr(self.row, f"entered_{state}_at")
        return found

    def came_to(self, state: str) -> bool:
        """Who came further has been through what lies before."""
        return any(self.entered(one) for one in WAY[WAY.index(state) :])

    @property
    def converted_at(self) -> datetime | None:
        return self.row.entered_converted_at

    @property
    def won_at(self) -> datetime | None:
        return self.deal.won_at if self.deal else None

    @property
    def counts(self) -> bool:
        """K-2: captured leads less merged ones and spam."""
        return self.row.entered_merged_at is None and self.row.exit_reason != "spam"

    @property
    def is_turned_away(self) -> bool:
        left = self.row.entered_disqualified_at or self.row.entered_recycled_at
        return left is not None and not self.came_to("sal")

    @property
    def met(self) -> set[str] | None:
        """The criteria with proof; None where nobody ever answered one."""
        if not self.answers:
            return None
        return {criterion for criterion, one in self.answers.items() if one.level >= 2}

    @property
    def met_at(self) -> datetime | None:
        return max((one.at for one in self.answers.values() if one.level >= 2), default=None)

    @property
    def expected(self) -> Decimal | None:
        named = self._budget()
        return Decimal(named["amount"]) if named else None

    @property
    def expected_currency(self) -> str | None:
        named = self._budget()
        return named["currency"] if named else None

    def _budget(self) -> dict[str, str] | None:
        budget = self.answers.get("budget")
        return budget.body.get("amount") if budget else None


class Records:
    """All there are, looked up once."""

    @cached_property
    def deals(self) -> list[Deal]:
        voided: dict[UUID, datetime] = {}
        for deal, at in Conversion.objects.values_list("opportunity_id", "voided_at"):
            if at is not None:
                voided[deal] = min(at, voided.get(deal, at))
        leads = {one.pk: one for one in Lead.objects.all()}
        return [
            Deal(
                one,
                leads[one.lead_id] if one.lead_id else None,
                voided.get(one.pk) if one.state == "voided" else None,
            )
            for one in Opportunity.objects.select_related("campaign")
        ]

    @cached_property
    def leads(self) -> list[Person]:
        deals = {one.row.pk: one for one in self.deals}
        handed, held = dict[UUID, datetime](), dict[UUID, datetime]()
        for one in self.handoffs:
            if one.submitted_at:
                handed[one.lead_id] = min(one.submitted_at, handed.get(one.lead_id, one.submitted_at))
        for call in Discovery.objects.all():
            held[call.lead_id] = min(call.held_at, held.get(call.lead_id, call.held_at))
        answers: dict[UUID, dict[str, Answer]] = {}
        for said in Answer.objects.all():
            answers.setdefault(said.lead_id, {})[said.criterion] = said
        return [
            Person(
                one,
                handed.get(one.pk),
                held.get(one.pk),
                deals[one.opportunity_id] if one.opportunity_id else None,
                answers.get(one.pk, {}),
            )
            for one in Lead.objects.select_related("campaign")
        ]

    @cached_property
    def by_lead(self) -> dict[UUID, Person]:
        return {one.row.pk: one for one in self.leads}

    @property
    def counted(self) -> list[Person]:
        return [one for one in self.leads if one.counts]

    @cached_property
    def handoffs(self) -> list[Handoff]:
        return list(Handoff.objects.exclude(submitted_at=None))

    @cached_property
    def clocks(self) -> list[Clock]:
        return list(Clock.objects.all())

    @cached_property
    def calls(self) -> list[Meeting]:
        return list(Meeting.objects.filter(state="held"))

    @cached_property
    def approvals(self) -> list[Approval]:
        return list(Approval.objects.select_related("opportunity"))

    @cached_property
    def with_step(self) -> set[UUID]:
        return set(NextStep.objects.filter(done_at=None).values_list("opportunity_id", flat=True))

    @cached_property
    def roles(self) -> dict[UUID, set[str]]:
        """What the people are who are known of each opportunity."""
        known: dict[UUID, set[str]] = {}
        for deal, role in ContactRole.objects.values_list("opportunity_id", "role"):
            known.setdefault(deal, set()).add(role)
        return known

    @cached_property
    def delivered(self) -> dict[UUID, Event]:
        """The first delivery of each lead that the journal tells of."""
        told: dict[UUID, Event] = {}
        for event in Event.objects.filter(code="lead.marketing_qualified").order_by("-at"):
            if event.lead_id:
                told[event.lead_id] = event
        return told


@contextmanager
def written(lives: list[Life]) -> Iterator[Records]:
    """These lives and no others: what was written goes again."""
    with transaction.atomic():
        write(lives)
        yield Records()
        transaction.set_rollback(True)


def day_of(moment: datetime, asked: Asked) -> date:
    return moment.astimezone(ZoneInfo(asked.zone)).date()


def is_in(moment: datetime | None, asked: Asked) -> bool:
    """Whether the period holds the moment's day, both ends included."""
    return moment is not None and asked.since <= day_of(moment, asked) <= asked.until


def month_of(moment: Any, asked: Asked) -> date:
    return day_of(moment, asked).replace(day=1)
