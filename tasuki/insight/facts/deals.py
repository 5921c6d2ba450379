"""Opportunities, their health, and the approvals they waited for."""

from __future__ import annotations

from tasuki.insight.facts.shape import SHARED, Facts

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
        **SHARED,
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
        "unsaid": "text[]",
    },
)
"""One row per opportunity. ``stages`` names every stage that it has been in, in order, ``stages_at`` when each began.

``missing`` names what an agreement can require (§8) and that is empty or says nothing, ``unsaid`` what its lead could
say as well and does not, which takes longer to find out. ``has_role`` tells whether a buyer,
champion or influencer is known, ``guessed`` whether amount or close date is a guess, null where nobody said. For a
voided one ``close_reason`` is why its lead ended then. ``proven`` names the criteria that stood at level 2 or more
thirty days after its making, null where the journal does not tell.
"""

HEALTH = Facts(
    "health_facts",
    "opportunity_id",
    "created_at",
    ("sdr_id", "ae_id"),
    {
        "opportunity_id": "uuid",
        "lead_id": "uuid",
        **SHARED,
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
        **SHARED,
        "asked_at": "timestamptz",
        "decided_at": "timestamptz",
        "amount": "numeric",
        "currency": "text",
    },
)
"""One row per yes that an opportunity waited for. ``decided_at`` is empty for one that was taken back."""
