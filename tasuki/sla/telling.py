"""The journal entries of clocks. They are signals of their own and never heard by clocks again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.rules.clock import Moment
from tasuki.sla.models import Clock


@dataclass(frozen=True, slots=True)
class Stopped:
    """A clock that an event ended, as the database returns it."""

    clock_id: UUID
    sla: str
    owner_id: UUID | None
    lead_id: UUID | None
    playbook: str
    due_at: datetime
    outcome: str
    breach_is_told: bool


def tell_of_the_end(stopped: Iterable[Stopped], *, by: Actor, at: datetime) -> None:
    """A promise kept in time is told; one kept late tells its breach, unless a tick has done so already."""
    entries = [_end(one, by, at) for one in stopped if one.outcome == "met" or _owes_its_breach(one)]
    if entries:
        append(*entries)


def of_moment(row: Clock, moment: Moment) -> Entry:
    """The warning or the breach of a running clock, dated by the moment at which it came."""
    code = "sla.breached" if moment.is_breach else "sla.warned"
    level = {} if moment.is_breach else {"level": str(moment.level)}
    return of_clock(row, code, moment.at, SYSTEM, **level)


def of_clock(row: Clock, code: str, at: datetime, by: Actor, reason: str = "", words: str = "", **data: str) -> Entry:
    """An event about a clock; ``words`` is what a person wrote as evidence."""
    known = _ids(row.sla, row.due_at, row.owner_id) | data
    told = {"evidence": words} if words else {}
    return Entry(
        code, at, by, "clock", row.pk, lead_id=row.lead_id, playbook=row.playbook, reason=reason, data=known, words=told
    )


def _owes_its_breach(one: Stopped) -> bool:
    return one.outcome == "late" and not one.breach_is_told


def _end(one: Stopped, by: Actor, at: datetime) -> Entry:
    code, moment = ("sla.met", at) if one.outcome == "met" else ("sla.breached", one.due_at)
    data = _ids(one.sla, one.due_at, one.owner_id)
    return Entry(code, moment, by, "clock", one.clock_id, lead_id=one.lead_id, playbook=one.playbook, data=data)


def _ids(sla: str, due_at: datetime, owner_id: UUID | None) -> dict[str, str | None]:
    return {"sla": sla, "due_at": due_at.isoformat(), "owner": str(owner_id) if owner_id else None}
