"""What an ending leaves on the handoff and in the journal; whether it is sayable, qualification asks (AR-1 … AR-8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tasuki.platform.access.actor import Actor
from tasuki.rules.rationale import Ending
from tasuki.stages.handoff.models import Handoff


def decide_handoff(handoff: Handoff, state: str, ending: Ending, by: Actor, at: datetime) -> None:
    """Write the answer on the handoff and save it."""
    handoff.state = state
    handoff.decided_at = at
    handoff.decided_by_id = by.person_id
    handoff.reason = ending.reason
    handoff.rationale = ending.rationale.strip()
    handoff.details = dict(ending.details)
    handoff.reengage_on = ending.reengage_on
    handoff.reengage_trigger = ending.reengage_trigger.strip()[:200]
    handoff.save()


def words_of(ending: Ending) -> Mapping[str, object]:
    """What the person wrote, for the erasable part of the journal."""
    return {
        "rationale": ending.rationale.strip(),
        "details": dict(ending.details),
        "trigger": ending.reengage_trigger,
    }
