from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tasuki.platform.journal.append import append
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.rules import clock as rules
from tasuki.rules.escalation import People
from tasuki.sla.climbing import Step, steps_due
from tasuki.sla.company import colleagues
from tasuki.sla.models import Clock
from tasuki.sla.rows import clock_of
from tasuki.sla.telling import of_step

# Whoever else ticks at this moment does it; two at once would tell things out of their order.
MY_TURN = "SELECT pg_try_advisory_xact_lock(hashtext('tasuki.tick.' || current_schema()))"
WHAT_IS_DUE = """
next_at < %(at)s AND stopped_at IS NULL AND paused_at IS NULL
ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
# Moves each clock on from the count of fired moments it was read with, so that two ticks fire nothing twice.
MOVE_CLOCKS = """
UPDATE sla_clock clock SET fired = moved.fired, next_at = moved.next_at,
  breached_at = CASE WHEN moved.broken THEN clock.due_at ELSE clock.breached_at END
FROM unnest(%(ids)s::uuid[], %(before)s::int[], %(fired)s::int[], %(next_at)s::timestamptz[], %(broken)s::bool[])
  AS moved(id, before, fired, next_at, broken)
WHERE clock.id = moved.id AND clock.fired = moved.before AND clock.stopped_at IS NULL
RETURNING clock.id
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A clock that was found, and what it owes."""

    row: Clock
    before: rules.Clock
    steps: tuple[Step, ...]

    @property
    def after(self) -> rules.Clock:
        return rules.with_fired(self.before, (step.moment for step in self.steps))


@transaction.atomic
def tick(at: datetime, limit: int = 500) -> int:
    """Fire what has come due before ``at`` on up to ``limit`` clocks, each warning, breach and rung once and in order.

    Returns how many events it left (sla.warned, sla.breached, sla.escalated); with nothing due it costs one index
    probe, and while somebody else ticks not even that. Clocks that an action holds are passed over and come next time.
    Where more clocks are due, nothing is told that came after what those have to tell: the order holds across them.
    """
    rows = fetch(Clock, WHAT_IS_DUE, {"at": at, "limit": limit}) if run(MY_TURN)[0][0] else []
    if not rows:
        return 0
    due = _due(rows, at, up_to=at if len(rows) < limit else _just_after(rows[-1].next_at, at))
    moved = {row[0] for row in run(MOVE_CLOCKS, _columns(due))}
    entries = [of_step(one.row, step, at) for one in due if one.row.pk in moved for step in one.steps]
    append(*sorted(entries, key=lambda entry: entry.at))
    return len(entries)


def _due(rows: Sequence[Clock], at: datetime, up_to: datetime) -> list[Due]:
    """What came before ``up_to``, with whom it reaches now."""
    clocks = [(row, clock_of(row)) for row in rows]
    climbing = [row.owner_id for row, clock in clocks if any(one.rung for one in rules.due_now(clock, up_to))]
    people: People = colleagues(climbing, at) if climbing else {}
    return [Due(row, clock, steps_due(clock, row.owner_id, people, up_to)) for row, clock in clocks]


def _just_after(moment: datetime | None, at: datetime) -> datetime:
    return min(moment + timedelta(microseconds=1), at) if moment else at


def _columns(due: Iterable[Due]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in ("ids", "before", "fired", "next_at", "broken")}
    for one in due:
        upcoming = rules.next_moment(one.after)
        columns["ids"].append(one.row.pk)
        columns["before"].append(one.row.fired)
        columns["fired"].append(len(one.after.fired))
        columns["next_at"].append(upcoming.at if upcoming else None)
        columns["broken"].append(rules.BREACH in one.after.fired)
    return columns
