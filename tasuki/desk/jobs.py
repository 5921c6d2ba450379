"""Changes of many records, worked off beside the page that asked for them."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from tasuki.desk.lists.bulk.working import take_back, work_off
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
