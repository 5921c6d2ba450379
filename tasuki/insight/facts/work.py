"""What people do for one another: handoffs, calls and promises."""

from __future__ import annotations

from tasuki.insight.facts.shape import SHARED, Facts

HANDOFFS = Facts(
    "handoff_facts",
    "handoff_id",
    "submitted_at",
    ("sdr_id", "ae_id"),
    {
        "handoff_id": "uuid",
        "lead_id": "uuid",
        "state": "text",
        **SHARED,
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
        "overturned_at": "timestamptz",
    },
)
"""One row per handoff that was submitted; ``converted_at`` and ``exit_reason`` are its lead's.

``overturned_at`` is when a ruling called the AE's answer wrong; the answer itself stays as it was.
"""

CALLS = Facts(
    "call_facts",
    "meeting_id",
    "held_at",
    ("sdr_id", "ae_id"),
    {
        "meeting_id": "uuid",
        "lead_id": "uuid",
        **SHARED,
        "held_at": "timestamptz",
        "sdr_attended": "boolean",
    },
)
"""One row per discovery call that was held. ``sdr_attended`` is null where nobody recorded it."""

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
        **SHARED,
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
