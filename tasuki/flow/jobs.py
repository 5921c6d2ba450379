"""The days that have come, looked for by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.flow.due import reengage_due
from tasuki.platform.time.now import now


# Every hour, because a day begins at a different hour in every zone; a lead comes back once.
@app.periodic(cron="3 * * * *")
@app.task(name="flow.reengage_due", queueing_lock="flow.reengage_due")
def reengage_due_leads(timestamp: int) -> None:
    """Bring recycled leads back whose day has come."""
    reengage_due(now())
