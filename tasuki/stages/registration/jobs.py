"""Sheets of deals that were brought, and protections that have ended, looked for by the clock."""

from __future__ import annotations

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.stages.intake.importing.carrying import MOST_ATTEMPTS, give_up
from tasuki.stages.registration.actions import carry_out_sheet, expire_due
from tasuki.stages.registration.actions.start_sheet import JOB


# One at a time: submits wait for each other anyway, and would take up every worker.
@app.task(name=JOB, lock=JOB, retry=MOST_ATTEMPTS - 1, pass_context=True)
def carry_out_one_sheet(context: JobContext, import_id: str) -> None:
    """Submit one sheet of deals, or try it."""
    try:
        carry_out_sheet(UUID(import_id), at=now())
    except Exception:
        if context.job.attempts + 1 >= MOST_ATTEMPTS:
            give_up(UUID(import_id), at=now())
        raise


@app.periodic(cron="17 * * * *")
@app.task(name="registration.expire_due", queueing_lock="registration.expire_due")
def expire_due_registrations(timestamp: int) -> None:
    """Companies whose protection has ended are open territory again."""
    expire_due(now())
