"""How the queue does: what waits, who works, what has failed for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tasuki.platform.sql import run
from tasuki.platform.time.now import on_other_clocks

ALIVE_WITHIN = timedelta(seconds=60)
"""A worker gives a sign of life every ten seconds; whoever is silent for longer counts as gone."""
WAITS_TOO_LONG = timedelta(minutes=5)
SHOWN = 50

# The queue's own tables; its clock is the server's.
DEPTH = """
SELECT task_name, count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing')
FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY task_name ORDER BY task_name
"""
LONGEST_WAIT = """
SELECT min(e.at) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
WHERE j.status = 'todo' AND j.scheduled_at IS NULL AND e.type = 'deferred'
"""
WORKERS = "SELECT last_heartbeat FROM procrastinate_workers WHERE last_heartbeat > %(since)s ORDER BY id"
# One whose successor has done the same since is no trouble any more.
FAILED = """
SELECT j.id, j.task_name, j.args::text, j.attempts,
  (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)
FROM procrastinate_jobs j WHERE j.status = 'failed' AND NOT EXISTS (
  SELECT FROM procrastinate_jobs later
  WHERE later.queueing_lock = j.queueing_lock AND later.id > j.id AND later.status = 'succeeded')
ORDER BY j.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Depth:
    """One kind of job: how many wait, how many are at work."""

    task: str
    waiting: int
    working: int


@dataclass(frozen=True, slots=True)
class Failed:
    id: int
    task: str
    about: str
    attempts: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """``waits_since`` is when the job that waits longest was asked for; None where nothing waits."""

    workers: int
    depths: tuple[Depth, ...]
    waits_since: datetime | None
    failed: tuple[Failed, ...]
    at: datetime

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.depths)

    @property
    def is_stuck(self) -> bool:
        """Nobody works, or something waits for too long."""
        return not self.workers or (
            self.waits_since is not None and self.at - self.waits_since > WAITS_TOO_LONG
        )

    @property
    def is_well(self) -> bool:
        return not self.is_stuck and not self.failed


def health_of_the_queue(at: datetime) -> Health:
    here = on_other_clocks(at)
    return Health(
        workers=len(run(WORKERS, {"since": here - ALIVE_WITHIN})),
        depths=tuple(Depth(*row) for row in run(DEPTH)),
        waits_since=run(LONGEST_WAIT)[0][0],
        failed=tuple(Failed(*row) for row in run(FAILED, {"limit": SHOWN})),
        at=here,
    )


def shape_of(health: Health) -> Mapping[str, Any]:
    """For programs."""
    return {
        "well": health.is_well,
        "workers": health.workers,
        "waiting": health.waiting,
        "waits_since": health.waits_since,
        "jobs": [{"task": one.task, "waiting": one.waiting, "working": one.working} for one in health.depths],
        "failed": [
            {"id": one.id, "task": one.task, "attempts": one.attempts, "at": one.at} for one in health.failed
        ],
    }
