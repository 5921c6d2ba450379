"""A million promises at a time: what a tick costs that finds nothing, and what it does when many moments have come."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection

from bench.figure import Figure, at_most
from bench.measuring import quantile
from bench.stage import Stage
from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.platform.time.now import now
from tasuki.sla.actions import tick

OUTAGE = timedelta(hours=3)
WEEK = timedelta(days=7)
EVERY = 20
"""Seconds from tick to tick (`sla.jobs`)."""
# Running clocks whose next moment lies within a week, each at another place of its way: before a warning, before its
# breach, or on the ladder; as a capture leaves them, with three warnings, the breach (and its first rung), four more.
RUNNING = """
INSERT INTO sla_clock (id, sla, subject, subject_id, owner_id, owner_role, side, late_because, playbook, calendar,
  calendar_version, within, started_at, due_at, allowance_seconds, warn_at, warn_levels, rung_at, rungs, next_at, fired,
  breached_at, paused_for_seconds, pauses, pause_reason, stopped_by, outcome)
SELECT gen_random_uuid(), 'SL-2', 'bench', gen_random_uuid(), %(owner)s, 'sdr', 'sdr', '', 'article@1', 'always',
  1, '24 h', due - interval '24 h', due, 86400,
  moments[1:3], ARRAY[0.5, 0.75, 0.9], moments[5:9],
  ARRAY['owner', 'backup', 'manager', 'revops', 'joint_review'], moments[fired + 1], fired,
  CASE WHEN fired > 3 THEN due END, 0, '[]', '', '', ''
FROM (SELECT (ARRAY[0, 1, 2, 3, 5, 6, 7, 8])[n %% 8 + 1] AS fired,
        %(since)s::timestamptz + n * (%(span)s::interval / %(count)s) AS at
      FROM generate_series(1, %(count)s) n) told
CROSS JOIN LATERAL (SELECT at - (ARRAY['-12 h', '-6 h', '-144 min', '0', '0', '24 h', '48 h', '72 h', '96 h'])
  [fired + 1]::interval AS due) anchored
CROSS JOIN LATERAL (SELECT ARRAY[due - interval '12 h', due - interval '6 h', due - interval '144 min', due, due,
  due + interval '1 day', due + interval '2 days', due + interval '3 days', due + interval '4 days'] AS moments) way
"""
# Every running clock in the company, the bench's and those of its leads, with all its moments and how many are told.
RUNS = """
SELECT id, fired, warn_levels, rungs, warn_at || due_at || rung_at FROM sla_clock
WHERE stopped_at IS NULL AND paused_at IS NULL
"""
# What the journal tells of clocks from a moment up to another one, in its own order.
TOLD = """
SELECT subject_id, code, coalesce(data->>'rung', data->>'level', ''), at, data ? 'passed_on' FROM journal_event
WHERE code IN ('sla.warned', 'sla.breached', 'sla.escalated') AND at >= %(since)s AND at < %(until)s ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of a clock: which, when it came, and whether its rung reached nobody and took the next with it."""

    code: str
    what: str
    at: datetime
    passes_on: bool = False


Tellings = Mapping[UUID, Sequence[Telling]]


def running_promises(stage: Stage) -> Iterator[Figure]:
    """Nothing found, a usual tick, and three hours in which nobody ticked."""
    since, count = now().replace(microsecond=0) + timedelta(hours=1), stage.size.imported * stage.size.copies
    stage.say(f"{count:,} running promises")
    _load(stage, since, count)
    idle = [1000 * _seconds(since) for _ in range(30)]
    yield Figure(
        f"a tick that finds nothing, {count:,} promises",
        quantile(idle, 0.95),
        "ms",
        musts=(at_most(20),),
        note=f"p95; the median {quantile(idle, 0.5):.1f} ms",
    )
    at, took = since, []
    for _ in range(30):
        at += timedelta(seconds=EVERY)
        took.append(_seconds(at))
    yield Figure(
        "from a breach until it is told, at most",
        EVERY + max(took),
        "s",
        musts=(at_most(60),),
        note=f"a tick each {EVERY} s, and the longest of 30",
    )
    yield from _after_an_outage(at)


def _after_an_outage(at: datetime) -> Iterator[Figure]:
    until = at + OUTAGE
    ahead = _ahead()
    began = time.perf_counter()
    while tick(until):
        pass
    took = time.perf_counter() - began
    told = _told(at, until)
    count = sum(map(len, told.values()))
    yield Figure("after three hours without a tick: told", count / took, "events/s", note=f"{took:.1f} s")
    wrong = sum(not is_as_owed(told.get(one, ()), way, until) for one, way in ahead.items())
    wrong += _out_of_order(at, until)
    yield Figure(
        "… told less, more or in another order than owed",
        wrong + len(told.keys() - ahead.keys()),
        "",
        musts=(at_most(0),),
        note=f"{count:,} events of {len(told):,} promises",
    )


def is_as_owed(told: Sequence[Telling], way: Sequence[Telling], until: datetime) -> bool:
    """Whether a clock told what came up to ``until`` on its way: each moment once, in order, and nothing else.

    A rung that reaches nobody is told together with the one above it, at its own moment.
    """
    owed: list[Telling] = []
    for step, moment in enumerate(way):
        taken_along = 0 < step <= len(told) and told[step - 1].passes_on
        at = owed[-1].at if taken_along else moment.at
        if at >= until:
            break
        owed.append(replace(moment, at=at))
    return [replace(one, passes_on=False) for one in told] == owed


def _ahead() -> Tellings:
    """What each running clock has yet to tell."""
    ahead: dict[UUID, Sequence[Telling]] = {}
    for clock, fired, levels, rungs, moments in _rows(RUNS):
        warnings = [("sla.warned", str(level.normalize())) for level in levels]
        climbed = [("sla.escalated", rung) for rung in rungs]
        way = zip([*warnings, ("sla.breached", ""), *climbed], moments, strict=True)
        ahead[clock] = [Telling(code, what, at) for (code, what), at in way][fired:]
    return ahead


def _told(since: datetime, until: datetime) -> Tellings:
    told: dict[UUID, list[Telling]] = {}
    for clock, *rest in _rows(TOLD, since=since, until=until):
        told.setdefault(clock, []).append(Telling(*rest))
    return told


def _out_of_order(since: datetime, until: datetime) -> int:
    """How often the journal tells something earlier after something later, whichever promise it is of."""
    moments = [row[3] for row in _rows(TOLD, since=since, until=until)]
    return sum(later < earlier for earlier, later in pairwise(moments))


def _load(stage: Stage, since: datetime, count: int) -> None:
    """Aoi owes all of them; every rung above her is somebody's."""
    owner = Person.objects.get(handle="aoi").pk
    beside = Person.objects.with_role(Role.SDR).exclude(pk=owner).order_by("handle")[0]
    Person.objects.filter(pk=owner).update(manager=Person.objects.get(handle="kei"), backup=beside)
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"owner": owner, "since": since, "span": WEEK, "count": count}
        cursor.execute(RUNNING, asked)
    stage.settle()


def _seconds(at: datetime) -> float:
    began = time.perf_counter()
    while tick(at):
        pass
    return time.perf_counter() - began


def _rows(statement: str, **asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
