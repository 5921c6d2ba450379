"""Histories of leads for tests: drawn at random, written as rows, and read again by slow and obvious code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from tasuki.platform.rows import insert
from tasuki.records.models import Account, Campaign, Lead, Opportunity
from tasuki.sla.models import Clock, WeeklyFeedback
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.meetings.models import Meeting

BEGAN = datetime(2026, 9, 1, tzinfo=UTC)
STATES = ("mql", "sal", "sql", "discovery", "converted")


@dataclass(frozen=True, slots=True)
class Life:
    """One lead: captured so many days after `BEGAN`, then so many days in each state that it reached."""

    captured: float
    days: tuple[float, ...] = ()
    source: str = "inbound"
    segment: str = "smb"
    ended: str = ""
    deal: str = ""
    amount: int = 0
    campaign: str = ""
    handed: str = ""
    promise: str = ""
    weekly: str = ""
    called: str = ""
    owner: UUID | None = None
    keys: dict[str, datetime] = field(default_factory=dict, compare=False)

    @property
    def captured_at(self) -> datetime:
        return BEGAN + timedelta(days=self.captured)

    def reached(self) -> dict[str, datetime]:
        at, entered = self.captured_at, {}
        for state, days in zip(STATES, self.days, strict=False):
            at += timedelta(days=days)
            entered[state] = at
        return entered


CAMPAIGNS = {
    "spring": (3000, date(2026, 8, 1), date(2026, 9, 30)),
    "autumn": (700, date(2026, 10, 1), None),
    "winter": (900, date(2026, 12, 1), date(2026, 12, 31)),
    "unknown": (50, None, None),
    "free": (None, date(2026, 9, 1), date(2026, 9, 2)),
}
"""What each cost, and its days."""
DAYS = st.floats(0, 40, allow_nan=False).map(lambda day: round(day, 3))
LIVES = st.lists(
    st.builds(
        Life,
        captured=st.floats(0, 80, allow_nan=False).map(lambda day: round(day, 3)),
        days=st.lists(DAYS, max_size=5).map(tuple),
        source=st.sampled_from(["inbound", "referral", ""]),
        segment=st.sampled_from(["smb", "enterprise"]),
        ended=st.sampled_from(["", "", "no_budget", "spam", "merged"]),
        deal=st.sampled_from(["open", "closed_won", "closed_lost", "voided", "pending_approval"]),
        amount=st.integers(0, 9),
        campaign=st.sampled_from(["", *CAMPAIGNS]),
        handed=st.sampled_from(["", "submitted", "accepted", "rejected", "recycled"]),
        promise=st.sampled_from(["", "met", "late", "released"]),
        weekly=st.sampled_from(["", "met", "late", "running"]),
        called=st.sampled_from(["", "joined", "alone", "unknown"]),
    ),
    max_size=25,
)


def write(lives: Sequence[Life]) -> list[Lead]:
    """The rows of these lives, in their order."""
    campaigns = {key: _campaign(key) for key in {life.campaign for life in lives} if key}
    leads, deals, handoffs, clocks = [], [], list[Handoff](), list[Clock]()
    calls, approvals = list[Meeting](), list[Approval]()
    for life in lives:
        entered = life.reached()
        lead = Lead(
            name="高橋",
            source=life.source,
            segment=life.segment,
            campaign=campaigns.get(life.campaign),
            owner_id=life.owner,
            captured_at=life.captured_at,
            created_at=life.captured_at,
            state_since=max(entered.values(), default=life.captured_at),
            state="merged" if life.ended == "merged" else ([*entered] or ["captured"])[-1],
            exit_reason="" if life.ended == "merged" else life.ended,
            entered_merged_at=life.captured_at if life.ended == "merged" else None,
            **{f"entered_{state}_at": at for state, at in entered.items()},
        )
        leads.append(lead)
        handoffs += _handoffs(life, lead, entered)
        clocks += [*_clocks(life, lead, entered), *_weekly(life)]
        calls += _calls(life, lead, entered)
        if "converted" in entered:
            at = entered["converted"]
            closed = at if life.deal.startswith("closed") else None
            deal = Opportunity(
                name="件", stage="discovery", stage_since=at, created_at=at, lead=lead, state=life.deal,
                stage_history=[{"stage": "discovery", "at": at.isoformat()}], campaign=lead.campaign,
                closed_at=closed, amount=life.amount, currency="JPY", source=life.source, segment=life.segment,
            )  # fmt: skip
            deals.append(deal)
            approvals += _approvals(life, lead, deal)
    insert(leads)
    insert(deals)
    insert(handoffs)
    insert(clocks)
    insert(calls)
    Conversion.objects.bulk_create(one.conversion for one in approvals)
    Approval.objects.bulk_create(approvals)
    for deal in deals:
        Lead.objects.filter(opportunity=None, pk=str(deal.lead_id)).update(opportunity=deal)
    return leads


def _campaign(code: str) -> Campaign:
    spend, starts_on, ends_on = CAMPAIGNS[code]
    told = {"name": code, "message": code[:1], "spend": spend, "starts_on": starts_on, "ends_on": ends_on}
    return Campaign.objects.get_or_create(
        code=code, defaults={**told, "source": "inbound", "created_at": BEGAN}
    )[0]


def _handoffs(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Handoff]:
    if not life.handed or "sql" not in entered:
        return []
    at, decided = entered["sql"], life.handed != "submitted"
    rated = life.amount % 5 + 1 if decided and life.amount % 2 else None
    handoff = Handoff(
        lead=lead, state=life.handed, created_at=at, submitted_at=at, decided_at=at if decided else None,
        completeness=Decimal(life.amount) / 10, rating=rated, rated_at=at if rated else None,
        quality=Decimal(life.amount) / 10 if rated else None, reason="no_budget" if life.handed == "rejected" else "",
    )  # fmt: skip
    return [handoff]


def _clocks(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Clock]:
    if not life.promise or "mql" not in entered:
        return []
    at = entered["mql"]
    clock = Clock(
        sla="SL-2", lead=lead, subject="lead", subject_id=lead.pk, side="sdr", playbook="article@1", within="24 hours",
        started_at=at, due_at=at + timedelta(days=1), outcome=life.promise, stopped_at=at + timedelta(days=life.amount),
        breached_at=at + timedelta(days=1) if life.promise == "late" else None,
        late_because="slow" if life.promise == "late" else "",
    )  # fmt: skip
    return [clock]


def _weekly(life: Life) -> list[Clock]:
    """A promise about no lead: sales' word of a week on a source."""
    if not life.weekly:
        return []
    at, stopped = life.captured_at, life.weekly != "running"
    asked = WeeklyFeedback.objects.create(
        source=life.source,
        week_on=BEGAN.date() + timedelta(days=7 * WeeklyFeedback.objects.count()),
        asked_at=at,
    )
    clock = Clock(
        sla="SL-11", subject="feedback", subject_id=asked.pk, side="ae", playbook="article@1", within="7 days",
        started_at=at, due_at=at + timedelta(days=7), allowance_seconds=7 * 86400,
        outcome=life.weekly if stopped else "",
        stopped_at=at + timedelta(days=life.amount) if stopped else None,
    )  # fmt: skip
    return [clock]


def _calls(life: Life, lead: Lead, entered: Mapping[str, datetime]) -> list[Meeting]:
    if not life.called or "discovery" not in entered:
        return []
    at, attended = entered["discovery"], {"joined": True, "alone": False}.get(life.called)
    return [Meeting(lead=lead, booked_for=at, booked_at=at, state="held", held_at=at, sdr_attended=attended)]


def _approvals(life: Life, lead: Lead, deal: Opportunity) -> list[Approval]:
    """A yes that was asked for where a deal is pending, or was; granted where it stands."""
    if not life.called:
        return []
    decided = deal.state != "pending_approval"
    conversion = Conversion(
        lead=lead, opportunity=deal, account=Account.objects.get_or_create(name="社", created_at=BEGAN)[0],
        at=deal.created_at, playbook="article@1", verdict="needs_review", decision={}, dossier={},
        voidable_until=deal.created_at,
    )  # fmt: skip
    approval = Approval(
        conversion=conversion, opportunity=deal, state="granted" if decided else "pending", asked_at=deal.created_at,
        decided_at=deal.created_at + timedelta(hours=life.amount) if decided else None,
    )  # fmt: skip
    return [approval]
