"""What the pipeline does by the clock: waivers expire, averages are refreshed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.stages.pipeline.actions import expire_waivers
from tasuki.stages.pipeline.stays import refresh


# Every hour, because a day ends at a different hour in every zone; a waiver expires once.
@app.periodic(cron="11 * * * *")
@app.task(name="pipeline.expire_waivers", queueing_lock="pipeline.expire_waivers")
def expire_overdue_waivers(timestamp: int) -> None:
    """Take opportunities out of the forecast whose override ran out before the gap was closed."""
    expire_waivers(now())


@app.periodic(cron="23 * * * *")
@app.task(name="pipeline.refresh_stays", queueing_lock="pipeline.refresh_stays")
def refresh_usual_stays(timestamp: int) -> None:
    """Refresh how long deals usually stay in each stage."""
    refresh(now())
