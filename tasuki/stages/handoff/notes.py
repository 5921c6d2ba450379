"""What the SDR writes for the brief beyond the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tasuki.platform.refusals import Invalid
from tasuki.rules.reading import Unreadable, read


@dataclass(frozen=True, slots=True)
class Notes:
    """The SDR's own parts (HB-2). “None” under red flags counts with how it was checked (HB-3)."""

    recommended_next_step: str = ""
    sdr_assessment: str = ""
    likelihood: Literal["low", "medium", "high", ""] = ""
    red_flags: str = ""
    red_flags_checked_how: str = ""
    response_pattern: str = ""
    engagement_level: str = ""
    org_chart: str = ""


def with_changes(notes: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, str]:
    """``notes`` with the given fields replaced; an empty text clears one. Raises `Invalid` naming every wrong field."""
    try:
        read(Notes, changes)
    except Unreadable as unreadable:
        raise Invalid(unreadable.problems) from None
    return {**notes, **{name: value.strip() for name, value in changes.items()}}
