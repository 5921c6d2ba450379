"""What the desk does beside its pages: changes of many records, and editions of the reports."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from tasuki.desk.lists.bulk.working import take_back, work_off
from tasuki.desk.papers.posting import issue_due
from tasuki.platform.jobs.retry import AGAIN
from tasuki.platform.time.now import now


@app.task(name="desk.work_off_bulk", retry=AGAIN)
def work_off_bulk(bulk_id: str) -> None:
    """Do what is left of a bulk; a record that was done is not done again."""
    work_off(UUID(bulk_id), now)


@app.task(name="desk.undo_bulk", retry=AGAIN)
def undo_bulk(bulk_id: str) -> None:
    """Take back what is left to be taken back."""
    take_back(UUID(bulk_id), now)


# A little after every hour, because a day ends at a different hour in every zone; an edition is issued once.
@app.periodic(cron="9 * * * *")
@app.task(name="desk.issue_editions", queueing_lock="desk.issue_editions")
def issue_due_editions(timestamp: int) -> None:
    """Issue what has come due, put it on paper, and send it to whoever asked for it."""
    issue_due(now())
