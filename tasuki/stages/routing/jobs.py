"""What follows a broken promise beside the tick: its lead changes hands."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.jobs.retry import AGAIN
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.platform.time.now import now
from tasuki.rules.routing import Run
from tasuki.sla.queries import is_running
from tasuki.stages.routing.actions import relieve


@app.task(name="routing.relieve", retry=AGAIN)
def relieve_holder(clock_id: str, lead_id: str, run: Run, since: str | None) -> None:
    """Somebody else takes the lead over, unless the promise was kept after all, or others have done so meanwhile."""
    if not is_running(UUID(clock_id)):
        return
    holder = UUID(since) if since else None
    try:
        relieve(UUID(lead_id), run, "escalated", since=holder, by=SYSTEM, at=now())
    except (NotFound, NotPossibleNow):
        return
