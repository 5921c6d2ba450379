"""Meetings that come near."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.stages.meetings.actions import near


@app.periodic(cron="* * * * *")
@app.task(name="meetings.near", queueing_lock="meetings.near")
def tell_what_is_near(timestamp: int) -> None:
    """Remind of every meeting whose moment has come."""
    at = now()
    while near(at):
        pass
