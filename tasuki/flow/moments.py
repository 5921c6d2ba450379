"""Moments that the agreement names and a stage knows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.stages.meetings.queries import next_discovery


def start_of_the_meeting(lead_id: UUID) -> datetime | None:
    """When the booked discovery meeting of a lead begins (SL-13)."""
    meeting = next_discovery(lead_id)
    return meeting.booked_for if meeting else None
