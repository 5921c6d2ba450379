"""The journal entries of opportunities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.records.models import Opportunity


def tell(
    code: str,
    row: Opportunity,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, Any] | None = None,
) -> None:
    """Append an event about the opportunity and its lead; what people wrote is in ``words``, empty ones left out."""
    told = {name: text for name, text in (words or {}).items() if text}
    append(
        Entry(
            code, at, by, "opportunity", row.pk, lead_id=row.lead_id, opportunity_id=row.pk, playbook=row.playbook,
            reason=reason, data=data or {}, words=told,
        )
    )  # fmt: skip
