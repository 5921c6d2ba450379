"""A million promises at a time: what a tick costs that finds nothing, and what it does when many moments have come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

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
# What the journal tells of these clocks since a moment, in its own order; and what it should tell up to another moment.
TOLD = """
SELECT subject_id, code, data->>'level', data->>'rung', at FROM journal_event
WHERE subject = 'clock' AND at >= %(since)s ORDER BY seq
"""
OWED = """
SELECT count(*) FROM sla_clock
CROSS JOIN LATERAL unnest(warn_at || due_at || rung_at) WITH ORDINALITY AS moment(at, place)
WHERE subject = 'bench' AND place > fired AND moment.at < %(until)s
"""


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
    owed = _count(OWED, until=until)
    began = time.perf_counter()
    while tick(until):
        pass
    took = time.perf_counter() - began
    told = [row for row in _rows(TOLD, since=at) if row[4] < until]
    each = {row[:4] for row in told}
    yield Figure("after three hours without a tick: told", len(told) / took, "events/s", note=f"{took:.1f} s")
    wrong = abs(owed - len(each)) + len(told) - len(each)
    yield Figure("… missed, told twice or not owed", wrong, "", musts=(at_most(0),))
    yield Figure("… of one promise out of order", _disordered(told), "", musts=(at_most(0),))


def _disordered(told: list[tuple[Any, ...]]) -> int:
    ways: dict[Any, list[Any]] = {}
    for row in told:
        ways.setdefault(row[0], []).append(row[4])
    return sum(later < earlier for way in ways.values() for earlier, later in pairwise(way))


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


def _count(statement: str, **asked: Any) -> int:
    return int(str(_rows(statement, **asked)[0][0]))
