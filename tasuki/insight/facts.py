"""The narrow views that every report reads, column by column.

Reports name these views and no table of the product. A foreign export is audited by the same reports: its rows are
put into temporary tables of the same names and columns, which PostgreSQL then finds first.

A null is what nobody recorded; a report counts among those whose answer is known. An empty text is an answer: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    """One view: its key, the moment by which its rows are listed, whose records they are, and its columns' types."""

    name: str
    key: str
    begins: str
    owners: tuple[str, ...]
    columns: Mapping[str, str] = field(hash=False)


_SHARED = {
    "origin": "text",
    "source": "text",
    "campaign_id": "uuid",
    "segment": "text",
    "industry": "text",
    "sdr_id": "uuid",
    "ae_id": "uuid",
    "playbook": "text",
}

LEADS = Facts(
    "lead_facts",
    "lead_id",
    "captured_at",
    ("sdr_id", "ae_id"),
    {
        "lead_id": "uuid",
        "state": "text",
        **_SHARED,
        "country": "text",
        "tier": "text",
        "captured_at": "timestamptz",
        "state_since": "timestamptz",
        "mql_at": "timestamptz",
        "sal_at": "timestamptz",
        "sql_at": "timestamptz",
        "handed_over_at": "timestamptz",
        "discovery_at": "timestamptz",
        "held_at": "timestamptz",
        "converted_at": "timestamptz",
        "won_at": "timestamptz",
        "lost_at": "timestamptz",
        "disqualified_at": "timestamptz",
        "recycled_at": "timestamptz",
        "archived_at": "timestamptz",
        "merged_at": "timestamptz",
        "times_recycled": "int",
        "exit_reason": "text",
        "exit_cause": "text",
        "exit_state": "text",
        "opportunity_id": "uuid",
        "deal_state": "text",
        "amount": "numeric",
        "currency": "text",
        "overridden": "boolean",
        "met": "text[]",
        "met_at": "timestamptz",
        "expected_amount": "numeric",
        "expected_currency": "text",
    },
)
"""One row per lead. ``amount`` stands with the lead that made the opportunity; moments are first entries (UTC).

``met`` names the criteria that stand at level 2 or more, null where none was ever answered; ``met_at`` is when the last
of them was answered. ``expected_amount`` is the budget that the buyer named.
"""

DEALS = Facts(
    "deal_facts",
    "opportunity_id",
    "created_at",
    ("sdr_id", "ae_id"),
    {
        "opportunity_id": "uuid",
        "lead_id": "uuid",
        "account_id": "uuid",
        "name": "text",
        "state": "text",
        "stage": "text",
        "stages": "text[]",
        **_SHARED,
        "created_at": "timestamptz",
        "stage_since": "timestamptz",
        "last_activity_at": "timestamptz",
        "won_at": "timestamptz",
        "lost_at": "timestamptz",
        "voided_at": "timestamptz",
        "close_on": "date",
        "close_date_pushes": "int",
        "amount": "numeric",
        "currency": "text",
        "probability": "numeric",
        "in_forecast": "boolean",
        "overridden": "boolean",
        "close_reason": "text",
        "competitor": "text",
        "stages_at": "timestamptz[]",
        "missing": "text[]",
        "has_role": "boolean",
        "guessed": "boolean",
        "proven": "text[]",
    },
)
"""One row per opportunity. ``stages`` names every stage that it has been in, in order, ``stages_at`` when each began.

``missing`` names the required fields that are empty or say nothing (§8), ``has_role`` whether a buyer, champion or
influencer is known, ``guessed`` whether amount or close date is a guess, null where nobody said. For a voided one
``close_reason`` is why its lead ended then. ``proven`` names the criteria that stood at level 2 or more thirty days
after its making, null where the journal does not tell.
"""

HANDOFFS = Facts(
    "handoff_facts",
    "handoff_id",
    "submitted_at",
    ("sdr_id", "ae_id"),
    {
        "handoff_id": "uuid",
        "lead_id": "uuid",
        "state": "text",
        **_SHARED,
        "submitted_at": "timestamptz",
        "decided_at": "timestamptz",
        "rated_at": "timestamptz",
        "reason": "text",
        "completeness": "numeric",
        "rating": "int",
        "asked_again": "int",
        "quality": "numeric",
        "converted_at": "timestamptz",
        "exit_reason": "text",
    },
)
"""One row per handoff that was submitted; ``converted_at`` and ``exit_reason`` are its lead's."""

CLOCKS = Facts(
    "clock_facts",
    "clock_id",
    "started_at",
    ("owner_id", "sdr_id", "ae_id"),
    {
        "clock_id": "uuid",
        "lead_id": "uuid",
        "sla": "text",
        "owner_id": "uuid",
        "owner_role": "text",
        **_SHARED,
        "started_at": "timestamptz",
        "due_at": "timestamptz",
        "stopped_at": "timestamptz",
        "breached_at": "timestamptz",
        "outcome": "text",
        "side": "text",
        "late_because": "text",
    },
)
"""One row per promise that was made: running, met, late or released."""

PEOPLE = Facts(
    "person_facts",
    "person_id",
    "",
    (),
    {"person_id": "uuid", "name": "text", "team": "text", "roles": "text[]"},
)
CAMPAIGNS = Facts(
    "campaign_facts",
    "campaign_id",
    "listed_on",
    (),
    {
        "campaign_id": "uuid",
        "code": "text",
        "name": "text",
        "source": "text",
        "message": "text",
        "offer": "text",
        "audience": "text",
        "spend": "numeric",
        "currency": "text",
        "starts_on": "date",
        "ends_on": "date",
        "listed_on": "date",
    },
)

DELIVERIES = Facts(
    "delivery_facts",
    "lead_id",
    "mql_at",
    ("sdr_id", "ae_id"),
    {
        "lead_id": "uuid",
        **_SHARED,
        "mql_at": "timestamptz",
        "sal_at": "timestamptz",
        "merged_at": "timestamptz",
        "exit_reason": "text",
        "complete": "boolean",
        "with_context": "boolean",
    },
)
"""One row per lead that marketing delivered. ``with_context`` is null where the journal does not tell."""

CALLS = Facts(
    "call_facts",
    "meeting_id",
    "held_at",
    ("sdr_id", "ae_id"),
    {
        "meeting_id": "uuid",
        "lead_id": "uuid",
        **_SHARED,
        "held_at": "timestamptz",
        "sdr_attended": "boolean",
    },
)
"""One row per discovery call that was held. ``sdr_attended`` is null where nobody recorded it."""

HEALTH = Facts(
    "health_facts",
    "opportunity_id",
    "created_at",
    ("sdr_id", "ae_id"),
    {
        "opportunity_id": "uuid",
        "lead_id": "uuid",
        **_SHARED,
        "stage": "text",
        "stages": "text[]",
        "created_at": "timestamptz",
        "stage_since": "timestamptz",
        "last_activity_at": "timestamptz",
        "close_on": "date",
        "close_date_pushes": "int",
        "amount": "numeric",
        "currency": "text",
        "probability": "numeric",
        "date_set_at": "timestamptz",
        "step_set_at": "timestamptz",
        "contacts": "int",
        "skipped": "int",
        "usual_days": "float8",
        "usual_n": "int",
    },
)
"""One row per open opportunity with what its hygiene is judged by."""

RECORDS = Facts(
    "record_facts",
    "lead_id",
    "captured_at",
    ("sdr_id", "ae_id"),
    {
        "lead_id": "uuid",
        **_SHARED,
        "captured_at": "timestamptz",
        "merged_at": "timestamptz",
        "exit_reason": "text",
        "noted": "int",
        "lacks": "int",
    },
)
"""One row per lead. ``lacks`` is what its record lacks, where it was ``noted`` (`records.noting`)."""

APPROVALS = Facts(
    "approval_facts",
    "approval_id",
    "asked_at",
    ("sdr_id", "ae_id"),
    {
        "approval_id": "uuid",
        "opportunity_id": "uuid",
        "lead_id": "uuid",
        "state": "text",
        "rank": "text",
        "approver_id": "uuid",
        **_SHARED,
        "asked_at": "timestamptz",
        "decided_at": "timestamptz",
        "amount": "numeric",
        "currency": "text",
    },
)
"""One row per yes that an opportunity waited for. ``decided_at`` is empty for one that was taken back."""

FACTS: tuple[Facts, ...] = (
    LEADS,
    DEALS,
    HANDOFFS,
    CLOCKS,
    DELIVERIES,
    CALLS,
    HEALTH,
    RECORDS,
    APPROVALS,
    PEOPLE,
    CAMPAIGNS,
)
