"""The clocks' heartbeat."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tasuki.platform.jobs.retry import AGAIN
from tasuki.platform.time.now import now
from tasuki.sla.actions import explain_lateness, find_concerns, hand_on, open_week, reckon_anew, tick

BATCH = 500


# The sixth field are seconds. Every heartbeat ticks as well (`SlaConfig.ready`), a batch at a time; here goes all that
# has heaped up, and what broke is explained.
@app.periodic(cron="* * * * * */20")
@app.task(name="sla.tick", queueing_lock="sla.tick")
def tick_clocks(timestamp: int) -> None:
    """Fire every warning, breach and rung that has come, and say why what broke is late, in batches."""
    at = now()
    while tick(at, BATCH):
        pass
    while explain_lateness(at, BATCH):
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(name="sla.hand_on", queueing_lock="sla.hand_on", lock="sla.hand_on")
def hand_on_of_the_absent(timestamp: int) -> None:
    """Promises of managers and RevOps who are away now pass to whoever stands in."""
    hand_on(now())


# Every hour, because a week begins at a different hour in every zone; a week is opened once, a cause as well.
@app.periodic(cron="7 * * * *")
@app.task(name="sla.look_at_the_week", queueing_lock="sla.look_at_the_week", lock="sla.look_at_the_week")
def look_at_the_week(timestamp: int) -> None:
    """Ask for this week's feedback on every active source, and look whether a concern has lasted."""
    at = now()
    open_week(at)
    find_concerns(at)


@app.task(name="sla.reckon_anew", retry=AGAIN)
def reckon_clocks_anew() -> None:
    """A new agreement came into force: open clocks run by it from now on."""
    reckon_anew(now())
