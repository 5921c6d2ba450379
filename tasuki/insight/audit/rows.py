"""What a row of an export becomes: a lead and an opportunity as the facts know them, with what is only inferred."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

MILESTONES = ("mql", "sal", "sql", "discovery", "converted", "won", "lost", "disqualified", "recycled")
ORDER = ("captured", "mql", "sal", "sql", "discovery", "converted", "won")


@dataclass(slots=True)
class DealRow:
    """One opportunity. Moments are what the export says, or None; the state is known without them."""

    key: UUID
    file: int
    line: int
    external_id: str = ""
    name: str = ""
    lead: LeadRow | None = None
    lead_ref: str = ""
    account: str = ""
    account_ref: str = ""
    contact_ref: str = ""
    contact_name: str = ""
    email: str = ""
    state: str = "open"
    stage: str = ""
    stages: list[str] = field(default_factory=list)
    source: str = ""
    campaign: str = ""
    segment: str = ""
    industry: str = ""
    product: str = ""
    owner: str = ""
    sdr: str = ""
    created_at: datetime | None = None
    stage_since: datetime | None = None
    last_activity_at: datetime | None = None
    won_at: datetime | None = None
    lost_at: datetime | None = None
    close_on: datetime | None = None
    close_date_pushes: int = 0
    amount: Decimal | None = None
    currency: str = ""
    probability: Decimal | None = None
    close_reason: str = ""
    next_step: str = ""
    competitor: str = ""
    stages_at: list[datetime] = field(default_factory=list)
    has_own_source: bool = False
    derived: bool = False

    @property
    def closed_at(self) -> datetime | None:
        return self.won_at or self.lost_at


@dataclass(slots=True)
class LeadRow:
    """One lead. ``reached`` names the milestones that it has come to, ``at`` those of which the moment is known."""

    key: UUID
    file: int
    line: int
    external_id: str = ""
    email: str = ""
    name: str = ""
    company: str = ""
    account_ref: str = ""
    contact_ref: str = ""
    opportunity_ref: str = ""
    state: str = "captured"
    source: str = ""
    campaign: str = ""
    segment: str = ""
    industry: str = ""
    country: str = ""
    owner: str = ""
    captured_at: datetime | None = None
    last_activity_at: datetime | None = None
    first_touch_at: datetime | None = None
    reached: set[str] = field(default_factory=set)
    at: dict[str, datetime] = field(default_factory=dict)
    exit_reason: str = ""
    amount: Decimal | None = None
    currency: str = ""
    deals: list[DealRow] = field(default_factory=list)
    contradicts: bool = False
    """Its status says converted and its flag says no: the flag counts."""

    @property
    def deal(self) -> DealRow | None:
        """The opportunity that the lead is known for: one that was won, else one that is open, else the first."""
        ranked = sorted(self.deals, key=lambda deal: ("won", "open", "lost").index(deal.state))
        return ranked[0] if ranked else None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One row of a file of campaigns."""

    name: str
    code: str = ""
    source: str = ""
    spend: Decimal | None = None
    currency: str = ""
    starts_on: datetime | None = None
    ends_on: datetime | None = None


def day_of(moment: datetime | None, zone: ZoneInfo) -> date | None:
    """The day on the calendar of those whose export it is."""
    return moment.astimezone(zone).date() if moment else None


def is_before(one: datetime | None, other: datetime | None, zone: ZoneInfo) -> bool:
    """Whether one day lies before another: a column without times has no time to be compared by."""
    if one is None or other is None:
        return False
    return one.astimezone(zone).date() < other.astimezone(zone).date()


SMALL, MEDIUM = 100, 1_000
"""Employees up to which a company is small, and medium: only where the export names no segment."""


def segment_of(employees: int | None) -> str:
    if employees is None:
        return ""
    return "smb" if employees < SMALL else "mid_market" if employees < MEDIUM else "enterprise"
