"""The worker's part of coming in: mail that is asked for, and what has run out."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.entry import attempts, forgotten, sessions
from tasuki.platform.entry.models import Device, Key
from tasuki.platform.jobs.retry import AGAIN
from tasuki.platform.time.now import now


@app.task(name="entry.send_link", retry=AGAIN)
def send_link(name: str, place: str) -> None:
    forgotten.send_link(name, place, at=now())


@app.periodic(cron="17 3 * * *")
@app.task(name="entry.tidy", queueing_lock="entry.tidy")
def tidy(timestamp: int) -> None:
    """Counts, sessions, remembered browsers and links that have run out go."""
    at = now()
    attempts.forget_old(at)
    sessions.forget_ended(at)
    Device.objects.filter(until_at__lte=at).delete()
    Key.objects.filter(until_at__lte=at).delete()
