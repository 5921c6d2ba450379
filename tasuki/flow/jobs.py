"""The days that have come, looked for by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.flow.due import reengage_due, relieve_absent
from tasuki.platform.time.now import now


# Every hour, because a day begins at a different hour in every zone; a lead comes back once.
@app.periodic(cron="3 * * * *")
@app.task(name="flow.reengage_due", queueing_lock="flow.reengage_due")
def reengage_due_leads(timestamp: int) -> None:
    """Bring recycled leads back whose day has come."""
    reengage_due(now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="flow.relieve_absent", queueing_lock="flow.relieve_absent", lock="flow.relieve_absent")
def relieve_those_who_are_away(timestamp: int) -> None:
    """Leads of people who are away now, and whose promises do not wait, change hands."""
    relieve_absent(now())
