from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    probe. Clocks that another tick or an action holds are passed over and come next time.
    """
    rows = fetch(Clock, WHAT_IS_DUE, {"at": at, "limit": limit})
    if not rows:
        return 0
    due = _due(rows, at)
    moved = {row[0] for row in run(MOVE_CLOCKS, _columns(due))}
    entries = [of_step(one.row, step, at) for one in due if one.row.pk in moved for step in one.steps]
    append(*sorted(entries, key=lambda entry: entry.at))
    return len(entries)


def _due(rows: Sequence[Clock], at: datetime) -> list[Due]:
    clocks = [(row, clock_of(row)) for row in rows]
    climbing = [row.owner_id for row, clock in clocks if any(one.rung for one in rules.due_now(clock, at))]
    people: People = colleagues(climbing, at) if climbing else {}
    return [Due(row, clock, steps_due(clock, row.owner_id, people, at)) for row, clock in clocks]


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
