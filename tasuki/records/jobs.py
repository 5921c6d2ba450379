"""What the records do by the clock: looks that say nothing any more go, what leads lack is noted."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.time.now import now
from tasuki.playbooks.queries import in_force
from tasuki.records.looks import forget_old_looks
from tasuki.records.noting import AT_ONCE, note_what_leads_lack

ROUNDS = 60
"""A lead takes a quarter of a millisecond: thirty thousand in a minute, and a million in half an hour."""


@app.periodic(cron="41 3 * * *")
@app.task(name="records.forget_old_looks", queueing_lock="records.forget_old_looks")
def forget_looks_of_long_ago(timestamp: int) -> None:
    forget_old_looks(now())


@app.periodic(cron="* * * * *")
@app.task(name="records.note_what_leads_lack", queueing_lock="records.note_what_leads_lack")
def note_what_is_lacking(timestamp: int) -> None:
    """A few at a time, so that nobody waits for long."""
    book = in_force()
    for _ in range(ROUNDS):
        if note_what_leads_lack(book) < AT_ONCE:
            return
