"""What the states and conflicts of a registration are called."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_

STATES: Mapping[str, str] = {
    "submitted": N_("waiting for review"),
    "escalated": N_("escalated"),
    "approved": N_("protected"),
    "rejected": N_("rejected"),
    "expired": N_("expired"),
}
CLAIMS: Mapping[str, str] = {
    "lead": N_("an open lead of ours"),
    "opportunity": N_("an open opportunity of ours"),
    "registration": N_("another registration"),
}
