"""The hourly statistics behind the outlier rule, and batches of conversions."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from tasuki.platform.jobs.retry import AGAIN
from tasuki.platform.time.now import now
from tasuki.stages.conversion.actions.batch import work_off
from tasuki.stages.conversion.sizes import refresh


@app.periodic(cron="7 * * * *")
@app.task(name="conversion.refresh_sizes", queueing_lock="conversion.refresh_sizes")
def refresh_sizes(timestamp: int) -> None:
    """Refresh what deals usually come to."""
    refresh(now())


@app.task(name="conversion.work_off", retry=AGAIN)
def work_off_batch(batch_id: str) -> None:
    """Convert the leads of one batch, from where the last attempt stopped."""
    work_off(UUID(batch_id), now)
