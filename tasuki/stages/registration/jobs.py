"""Protections that have ended, looked for by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.stages.registration.actions import expire_due


@app.periodic(cron="17 * * * *")
@app.task(name="registration.expire_due", queueing_lock="registration.expire_due")
def expire_due_registrations(timestamp: int) -> None:
    """Companies whose protection has ended are open territory again."""
    expire_due(now())
