"""What keeps the queue in order: jobs of a worker that was killed are taken over, and old ones go."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

SILENT_FOR = 60
"""Seconds without a sign of life after which a worker's jobs count as abandoned."""
KEPT_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="jobs.take_over", queueing_lock="jobs.take_over", pass_context=True)
async def take_over(context: JobContext, timestamp: int) -> None:
    """Put the jobs of silent workers back into the queue; every job may run twice and changes things once.

    Where one that waits already will do the same, the abandoned one ends, and lets go of what it held.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            await manager.finish_job(job, Status.ABORTED, delete_job=False)


@app.periodic(cron="27 3 * * *")
@app.task(name="jobs.forget_old", queueing_lock="jobs.forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Jobs that have done their work go after three days; failed ones stay until somebody has looked."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)
