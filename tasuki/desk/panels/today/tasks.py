"""One's own tasks: overdue, due today, later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from tasuki.desk.panels.deal_work import Work, work_of
from tasuki.desk.refused import Refused
from tasuki.platform.access.actor import Actor
from tasuki.platform.rows import fetch
from tasuki.records.models import Task

SHOWN = 50
OPEN_TASKS = """
row.owner_id = %(me)s AND row.done_at IS NULL ORDER BY row.due_on NULLS LAST, row.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    key: str
    title: str
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """``more``: there are others, due later than those shown."""

    groups: tuple[TaskGroup, ...]
    more: bool


def tasks_of(
    by: Actor,
    people: list[tuple[str, str]],
    today: date,
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> Tasks:
    """The open ones by when they are due; those without a day come last."""
    asked = {"me": by.person_id, "most": SHOWN + 1}
    found = fetch(Task, OPEN_TASKS, asked, also=("owner", "lead", "opportunity", "account"))
    works = [work_of(one, people, today, refused, typed, may=lambda _: True) for one in found[:SHOWN]]
    titles = {"behind": gettext("Overdue"), "today": gettext("Today"), "ahead": gettext("Later")}
    groups = (
        TaskGroup(key, title, tuple(work for work in works if work.standing == key))
        for key, title in titles.items()
    )
    return Tasks(tuple(group for group in groups if group.works), len(found) > SHOWN)
