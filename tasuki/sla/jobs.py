"""The clocks' heartbeat."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.sla.actions import reckon_anew, tick

BATCH = 500


@app.periodic(cron="* * * * *")
@app.task(name="sla.tick", queueing_lock="sla.tick")
def tick_clocks(timestamp: int) -> None:
    """Fire every warning and breach that has come, in batches of their own transactions."""
    at = now()
    while tick(at, BATCH):
        pass


@app.task(name="sla.reckon_anew", retry=3)
def reckon_clocks_anew() -> None:
    """A new agreement came into force: open clocks run by it from now on."""
    reckon_anew(now())
