"""The journal entries of running clocks. Clocks never hear them."""

from __future__ import annotations

from datetime import datetime

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import Entry
from tasuki.rules.clock import Moment
from tasuki.sla.models import Clock


def of_moment(row: Clock, moment: Moment) -> Entry:
    """The warning or the breach of a running clock, dated by the moment at which it came."""
    if moment.is_breach:
        return of_clock(row, "sla.breached", moment.at, SYSTEM)
    return of_clock(row, "sla.warned", moment.at, SYSTEM, level=str(moment.level.normalize()))


def of_clock(
    row: Clock, code: str, at: datetime, by: Actor, reason: str = "", evidence: str = "", level: str = ""
) -> Entry:
    """An event about a clock; ``evidence`` is what a person wrote, ``level`` the share of time that is used."""
    data = {
        "sla": row.sla,
        "due_at": row.due_at.isoformat(),
        "owner": str(row.owner_id) if row.owner_id else None,
        **({"level": level} if level else {}),
    }
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
