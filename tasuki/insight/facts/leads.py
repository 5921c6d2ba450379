"""Leads, their delivery, and what their records lack."""

from __future__ import annotations

from tasuki.insight.facts.shape import SHARED, Facts

LEADS = Facts(
    "lead_facts",
    "lead_id",
    "captured_at",
    ("sdr_id", "ae_id"),
    {
        "lead_id": "uuid",
        "state": "text",
        **SHARED,
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

DELIVERIES = Facts(
    "delivery_facts",
    "lead_id",
    "mql_at",
    ("sdr_id", "ae_id"),
    {
        "lead_id": "uuid",
        **SHARED,
        "mql_at": "timestamptz",
        "sal_at": "timestamptz",
        "merged_at": "timestamptz",
        "exit_reason": "text",
        "complete": "boolean",
        "with_context": "boolean",
    },
)
"""One row per lead that marketing delivered. ``with_context`` is null where the journal does not tell."""

RECORDS = Facts(
    "record_facts",
    "lead_id",
    "captured_at",
    ("sdr_id", "ae_id"),
    {
        "lead_id": "uuid",
        **SHARED,
        "captured_at": "timestamptz",
        "merged_at": "timestamptz",
        "exit_reason": "text",
        "noted": "int",
        "lacks": "int",
    },
)
"""One row per lead. ``lacks`` is what its record lacks, where it was ``noted`` (`records.noting`)."""
