"""Histories of leads for tests: drawn at random, written as rows, and read again by slow and obvious code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from tasuki.platform.rows import insert
from tasuki.records.models import Lead, Opportunity

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


DAYS = st.floats(0, 40, allow_nan=False).map(lambda day: round(day, 3))
LIVES = st.lists(
    st.builds(
        Life,
        captured=st.floats(0, 80, allow_nan=False).map(lambda day: round(day, 3)),
        days=st.lists(DAYS, max_size=5).map(tuple),
        source=st.sampled_from(["inbound", "referral", ""]),
        segment=st.sampled_from(["smb", "enterprise"]),
        ended=st.sampled_from(["", "", "no_budget", "spam", "merged"]),
        deal=st.sampled_from(["open", "closed_won", "closed_lost"]),
        amount=st.integers(0, 9),
    ),
    max_size=25,
)


def write(lives: Sequence[Life]) -> list[Lead]:
    """The rows of these lives, in their order."""
    leads, deals = [], []
    for life in lives:
        entered = life.reached()
        lead = Lead(
            name="高橋",
            source=life.source,
            segment=life.segment,
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
        if "converted" in entered:
            at = entered["converted"]
            closed = at if life.deal != "open" else None
            deal = Opportunity(
                name="件", stage="discovery", stage_since=at, created_at=at, lead=lead, state=life.deal,
                closed_at=closed, amount=life.amount, currency="JPY", source=life.source, segment=life.segment,
            )  # fmt: skip
            deals.append(deal)
    insert(leads)
    insert(deals)
    for deal in deals:
        Lead.objects.filter(opportunity=None, pk=str(deal.lead_id)).update(opportunity=deal)
    return leads
