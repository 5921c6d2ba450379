"""Registrations and partners as the API and the command line tell them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasuki.platform.http.json import money
from tasuki.rules.wording import Sentence
from tasuki.stages.registration.claims import because_of
from tasuki.stages.registration.models import Partner, Registration

Speak = Callable[[Sentence], str]
_SAME = (
    "id", "state", "company_name", "company_domain", "country", "contact_name", "contact_email", "evidence", "product",
    "use_case", "source", "rfp_status", "territory", "expected_close_on", "account_id", "submitted_at", "escalated_at",
    "decided_at", "rationale", "override_reason", "protected_until",
)  # fmt: skip


def registration_shape(row: Registration, speak: Speak) -> dict[str, Any]:
    """People by their handles, the partner by its code."""
    return {
        **{name: getattr(row, name) for name in _SAME},
        "number": row.called,
        "partner": row.partner.code,
        "amount": money(row.amount, row.currency),
        "conflicts": [{**one, "because": speak(because_of(one))} for one in row.conflicts],
        "submitted_by": row.submitted_by.handle if row.submitted_by else None,
        "decided_by": row.decided_by.handle if row.decided_by else None,
    }


def partner_shape(row: Partner) -> dict[str, Any]:
    same = ("id", "code", "name", "tier", "contact_name", "contact_email", "is_active")
    manager = row.manager.handle if row.manager else None
    return {**{name: getattr(row, name) for name in same}, "manager": manager}
