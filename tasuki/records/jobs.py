"""What the records do by the clock: looks that say nothing any more go."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.records.looks import forget_old_looks


@app.periodic(cron="41 3 * * *")
@app.task(name="records.forget_old_looks", queueing_lock="records.forget_old_looks")
def forget_looks_of_long_ago(timestamp: int) -> None:
    forget_old_looks(now())
