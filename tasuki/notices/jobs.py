"""The worker's part of notices: letters leave, what is old goes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.notices.keeping import forget_old
from tasuki.notices.sending import send_due
from tasuki.platform.jobs.retry import AFTER_THE_CLOCKS
from tasuki.platform.time.now import now


@app.task(name="notices.send", queueing_lock="notices.send", priority=AFTER_THE_CLOCKS)
def send_due_letters() -> None:
    """Asked for by the heartbeat (`sending.ask_for_a_postman`)."""
    send_due(now())


@app.periodic(cron="37 3 * * *")
@app.task(name="notices.forget_old", queueing_lock="notices.forget_old")
def forget_old_notices(timestamp: int) -> None:
    forget_old(now())
