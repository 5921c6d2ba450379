"""The journal entries of running clocks. Clocks never hear them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import Entry
from tasuki.rules.escalation import Reached
from tasuki.sla.climbing import Step
from tasuki.sla.models import Clock

TOLD_OF_A_CLOCK = """jsonb_build_object(
  'sla', sla, 'due_at', due_at, 'owner', owner_id, 'owner_role', owner_role)"""
"""What every event of a clock tells, in the statements that write it along with the row."""


def of_step(row: Clock, step: Step, noticed_at: datetime) -> Entry:
    """The warning, the breach or the rung of a running clock, dated by the moment at which it came."""
    moment = step.moment
    if step.reached is not None:
        return replace(
            of_clock(row, "sla.escalated", moment.at, SYSTEM),
            data={**_climbed(row, moment.rung, step.reached), "noticed_at": noticed_at.isoformat()},
        )
    if moment.is_breach:
        return of_clock(row, "sla.breached", moment.at, SYSTEM)
    return of_clock(row, "sla.warned", moment.at, SYSTEM, level=str(moment.level.normalize()))


def _climbed(row: Clock, rung: str, reached: Reached) -> dict[str, Any]:
    """Which rung, whom it reached, and why nobody where it passed on."""
    return {
        **_known(row),
        "rung": rung,
        "person": str(reached.person) if reached.person else None,
        **({"passed_on": str(reached.passed_on)} if reached.passed_on else {}),
    }


def of_clock(
    row: Clock, code: str, at: datetime, by: Actor, reason: str = "", evidence: str = "", **more: Any
) -> Entry:
    """An event about a clock; ``evidence`` is what a person wrote, ``more`` are further ids, codes and numbers."""
    data = {**_known(row), **more}
    words = {"evidence": evidence} if evidence else {}
    return Entry(
        code,
        at,
        by,
        "clock",
        row.pk,
        lead_id=row.lead_id,
        playbook=row.playbook,
        reason=reason,
        data=data,
        words=words,
    )


def _known(row: Clock) -> dict[str, Any]:
    return {
        "sla": row.sla,
        "due_at": row.due_at.isoformat(),
        "owner": str(row.owner_id) if row.owner_id else None,
        "owner_role": row.owner_role,
    }
