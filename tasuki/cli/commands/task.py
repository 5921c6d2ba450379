"""`tasuki task`: what people owe."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from tasuki.cli.answer import Answer
from tasuki.cli.command import InOrder, as_person
from tasuki.cli.session import Acting
from tasuki.cli.tables import table
from tasuki.cli.typed import DAY
from tasuki.rules.wording import N_

if TYPE_CHECKING:
    from tasuki.records.models import Task


@click.group("task", cls=InOrder)
def task_command() -> None:
    """Tasks: list, add, change, done, reopen."""


@task_command.command("list")
@click.option("--owner", default="me", metavar="HANDLE", show_default=True, help="Whose; me is --as.")
@click.option("--all", "with_done", is_flag=True, help="Those that are done too.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@as_person
def list_tasks(session: Acting, owner: str, with_done: bool, limit: int) -> Answer:
    """List what somebody owes, the earliest day first.

    \b
    Example:
      tasuki task list --as ren
    """
    from django.db.models import F

    from tasuki.platform.access.actor import visible
    from tasuki.records.models import Task

    handle = session.by.handle if owner == "me" else owner
    rows = visible(Task.objects.all(), session.by, "task.edit", "owner").filter(owner__handle=handle)
    if not with_done:
        rows = rows.filter(done_at=None)
    return _told(
        list(rows.select_related("owner").order_by(F("due_on").asc(nulls_last=True), "id")[:limit]), session
    )


@task_command.command()
@click.argument("title")
@click.option("--owner", default="", metavar="HANDLE", help="By default --as.")
@click.option("--due-on", type=DAY, metavar="DAY", help="Until when.")
@click.option("--lead", default="", help="The lead that it is about.")
@click.option("--opportunity", default="", help="The opportunity that it is about.")
@as_person
def add(session: Acting, title: str, owner: str, due_on: date | None, lead: str, opportunity: str) -> Answer:
    """Add something that somebody owes.

    \b
    Example:
      tasuki task add "Read the tender" --due-on 2026-12-03 --opportunity 0193a1b2-… --as ren
    """
    from tasuki.cli.naming import lead_named, opportunity_named
    from tasuki.stages.pipeline.actions import NewTask, add_task

    asked = NewTask(
        title,
        owner,
        due_on,
        lead=str(lead_named(session.by, lead).pk) if lead else "",
        opportunity=str(opportunity_named(session.by, opportunity).pk) if opportunity else "",
    )
    return _told([add_task(asked, by=session.by, at=session.at)], session)


@task_command.command()
@click.argument("task", type=click.UUID)
@click.option("--title")
@click.option("--owner", metavar="HANDLE")
@click.option("--due-on", type=DAY, metavar="DAY")
@as_person
def change(session: Acting, task: UUID, due_on: date | None, **asked: Any) -> Answer:
    """Say a task better, move it or give it to somebody else; what is not named stays.

    \b
    Example:
      tasuki task change 0193e5f6-… --owner aoi --due-on 2026-12-10 --as ren
    """
    from tasuki.stages.pipeline.actions import change_task

    asked["due_on"] = str(due_on) if due_on else None
    changes = {name: value for name, value in asked.items() if value is not None}
    return _told([change_task(task, changes, by=session.by, at=session.at)], session)


@task_command.command()
@click.argument("task", type=click.UUID)
@as_person
def done(session: Acting, task: UUID) -> Answer:
    """The task is done.

    \b
    Example:
      tasuki task done 0193e5f6-… --as ren
    """
    from tasuki.stages.pipeline.actions import finish_task

    return _told([finish_task(task, by=session.by, at=session.at)], session)


@task_command.command()
@click.argument("task", type=click.UUID)
@as_person
def reopen(session: Acting, task: UUID) -> Answer:
    """The task was not done after all.

    \b
    Example:
      tasuki task reopen 0193e5f6-… --as ren
    """
    from tasuki.stages.pipeline.actions import reopen_task

    return _told([reopen_task(task, by=session.by, at=session.at)], session)


def _told(rows: list[Task], session: Acting) -> Answer:
    from tasuki.stages.pipeline.api.tasks import shown

    headings = [
        session.say(text) for text in (N_("Due"), N_("Kind"), N_("Task"), N_("Owner"), N_("Done"), N_("Id"))
    ]
    cells = [
        (
            one.due_on,
            one.kind,
            one.title,
            one.owner.handle if one.owner else None,
            session.clock(one.done_at),
            str(one.pk),
        )
        for one in rows
    ]
    return Answer({"items": [shown(one) for one in rows]}, table(headings, cells))
