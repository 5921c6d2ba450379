"""What people tick off: the tasks that the process gave them, a day or so late, and now and then not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from tasuki.cli.demo.agenda import Plot
from tasuki.cli.demo.hours import day
from tasuki.platform.access.actor import Actor
from tasuki.records.models import Task
from tasuki.stages.pipeline.actions import finish_task

EVERY_DAY = timedelta(days=1)
ONE_IN = 12
"""Of so many tasks one is forgotten."""


def tasks_done(at: datetime) -> Plot:
    while True:
        for task in (
            Task.objects.filter(done_at=None, due_on__lt=day(at))
            .select_related("owner")
            .order_by("due_on", "title")
        ):
            if task.owner and crc32(task.title.encode()) % ONE_IN:
                finish_task(task.pk, by=Actor.of(task.owner, "demo"), at=at)
        at = yield at + EVERY_DAY
