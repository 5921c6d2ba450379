"""The form of a task: what is to be done, by whom, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from tasuki.desk.forms.endings import day_typed
from tasuki.desk.forms.field import Field, options, retyped, told
from tasuki.desk.forms.labels import label_of
from tasuki.desk.refused import Refused
from tasuki.desk.words import TASKS
from tasuki.platform.refusals import invalid
from tasuki.records.models import Task
from tasuki.rules.wording import N_

NEW = "task"


def form_of(task: Task | None) -> str:
    return f"{NEW}-{task.pk}" if task else NEW


def task_fields(
    task: Task | None,
    owner: str,
    people: list[tuple[str, str]],
    refused: Refused | None,
    typed: Mapping[str, str] | None,
) -> tuple[Field, ...]:
    """To add a task, or with ``task`` to change it; ``owner`` is the handle that is chosen beforehand.

    What a task of the process is about is the process's to say.
    """
    form = form_of(task)
    mine = refused if refused and refused.form == form else None
    due_on = task.due_on.isoformat() if task and task.due_on else ""
    title = Field(
        "title", gettext("What is to be done"), value=task.title if task else "", required=True, form=form
    )
    fields = (
        *(() if task and task.kind in TASKS else (title,)),
        Field("owner", label_of("next_steps/owner"), "choice", owner, options(people, owner, None), form=form),
        Field("due_on", label_of("due_on"), "date", due_on, form=form),
    )  # fmt: skip
    return told(retyped(fields, typed if mine else None), mine)


def day_or_none(text: str) -> date | None:
    """Raises `Invalid` for a day that cannot be read; nothing typed is no day."""
    day = day_typed(text.strip())
    if text.strip() and day is None:
        raise invalid("/due_on", N_("“%(text)s” is no date."), text=text)
    return day


def changes_typed(post: Mapping[str, str]) -> dict[str, Any]:
    """What the form asks to change."""
    due_on = day_or_none(post.get("due_on", ""))
    said = {name: post[name] for name in ("title", "owner") if name in post}
    return {**said, "due_on": due_on.isoformat() if due_on else None}
