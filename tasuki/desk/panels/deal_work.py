"""What is to be done about a deal: its next steps and tasks, each with the form that changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.task import form_of, task_fields
from tasuki.desk.panels.cards import step_standing
from tasuki.desk.panels.opportunity_forms import Forms
from tasuki.desk.refused import Refused
from tasuki.desk.words import task_title
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.refusals import Forbidden
from tasuki.records.models import NextStep, Opportunity, Task


@dataclass(frozen=True, slots=True)
class Work:
    """A next step or a task, whether it is ahead, due today, overdue or done, and the form to change it.

    Without ``fields`` it is not this person's to change.
    """

    row: NextStep | Task
    what: str
    standing: str
    fields: tuple[Field, ...] = ()
    is_open: bool = False


def steps_of(deal: Opportunity, form: Forms, today: date, *, can_edit: bool) -> tuple[Work, ...]:
    """Open ones first, the earliest on top."""
    rows = deal.next_steps.select_related("owner").order_by("-done_at", "due_on", "id")
    return tuple(
        Work(
            row,
            row.action,
            _standing(row, today),
            form.step(row) if can_edit else (),
            form.is_open(f"step-{row.pk}"),
        )
        for row in sorted(rows, key=_is_done)
    )


def tasks_of(deal: Opportunity, form: Forms, today: date, *, by: Actor) -> tuple[Work, ...]:
    rows = deal.tasks.select_related(
        "owner", "opportunity__owner", "opportunity__sdr", "lead__owner", "lead__ae"
    )
    return tuple(
        work_of(row, form.people, today, form.refused, form.typed, may=lambda task: may_change(by, task))
        for row in sorted(rows.order_by("-done_at", "due_on", "id"), key=_is_done)
    )


def work_of(
    task: Task,
    people: list[tuple[str, str]],
    today: date,
    refused: Refused | None,
    typed: Mapping[str, str] | None,
    *,
    may: Callable[[Task], bool],
) -> Work:
    owner = task.owner.handle if task.owner else ""
    fields = task_fields(task, owner, people, refused, typed) if may(task) else ()
    return Work(
        task,
        task_title(task),
        _standing(task, today),
        fields,
        refused is not None and refused.form == form_of(task),
    )


def may_change(by: Actor, task: Task) -> bool:
    """Its owner, whoever works on its record, and their managers."""
    people = [task.owner]
    for record in (task.lead, task.opportunity):
        people += [getattr(record, name, None) for name in ("owner", "ae", "sdr")]
    found = [person for person in people if person]
    try:
        ask(by, "task.edit", *(one.pk for one in found), teams=tuple(one.team_id for one in found))
    except Forbidden:
        return False
    return True


def _is_done(row: NextStep | Task) -> bool:
    return row.done_at is not None


def _standing(row: NextStep | Task, today: date) -> str:
    if row.done_at is not None:
        return "done"
    return step_standing(row.due_on, today) if row.due_on else "ahead"
