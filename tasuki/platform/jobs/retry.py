"""How jobs are tried again, by themselves and by hand."""

from __future__ import annotations

from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.platform.time.now import on_other_clocks

AGAIN = RetryStrategy(max_attempts=4, exponential_wait=4)
"""After 4, 16, 64 and 256 seconds; then the job has failed, and an operator decides."""
AFTER_THE_CLOCKS = -10
"""The priority of what may take long: where every hand is busy, clocks and schedules come first."""
IS_FAILED = "SELECT id FROM procrastinate_jobs WHERE id = %(id)s AND status = 'failed'"


def retry(job_id: int, *, by: Actor, at: datetime) -> None:
    """A job that has failed waits again. Raises `Forbidden`, and `NotFound` for one that has not failed."""
    ask_any(by, "system.operate")
    if not run(IS_FAILED, {"id": job_id}):
        raise NotFound("job", job_id)
    app.job_manager.retry_job_by_id(job_id, retry_at=on_other_clocks(at))
