"""What people owe: add, change, do and take back, wherever it is shown."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tasuki.desk.door import Visit, back, page, submitted
from tasuki.desk.forms.task import NEW, changes_typed, day_or_none, form_of
from tasuki.desk.refused import Refused
from tasuki.desk.views.opportunities import shown_again
from tasuki.desk.views.today import today_again
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Task
from tasuki.stages.pipeline import actions

PLACE = "tasks"
HERE = "here"
"""The field by which a form says on which page it stands."""


@require_POST
@page
def add(request: Visit) -> HttpResponse:
    """A task about the opportunity that the form names; without one, of one's own."""
    post = request.POST
    opportunity = post.get("opportunity", "")

    def act() -> Task:
        asked = actions.NewTask(
            post.get("title", ""), post.get("owner", ""), day_or_none(post.get("due_on", "")), opportunity=opportunity
        )  # fmt: skip
        return actions.add_task(asked, by=request.actor, at=request.at)

    return submitted(
        request,
        act,
        done=lambda task: _back(request, task, gettext("The task is added.")),
        again=lambda refused: _again(request, opportunity, refused),
        form=NEW,
    )


@require_POST
@page
def change(request: Visit, task_id: UUID) -> HttpResponse:
    task = _task(task_id)
    return submitted(
        request,
        lambda: actions.change_task(task_id, changes_typed(request.POST), by=request.actor, at=request.at),
        done=lambda changed: _back(request, changed, gettext("The task is changed.")),
        again=lambda refused: _again(request, _shown_at(request, task), refused),
        form=form_of(task),
    )


@require_POST
@page
def finish(request: Visit, task_id: UUID) -> HttpResponse:
    task = actions.finish_task(task_id, by=request.actor, at=request.at)
    return _back(request, task, gettext("The task is done."), reverse("reopen_task", args=[task_id]))


@require_POST
@page
def reopen(request: Visit, task_id: UUID) -> HttpResponse:
    task = actions.reopen_task(task_id, by=request.actor, at=request.at)
    return _back(request, task, gettext("The task is open again."))


def _back(request: Visit, task: Task, said: str, undo: str = "") -> HttpResponse:
    """To where it was done: the opportunity's page, or Today."""
    if opportunity := _shown_at(request, task):
        undo = f"{undo}?{HERE}=opportunity" if undo else ""
        return back(request, "opportunity", opportunity, said=said, fragment=PLACE, undo=undo)
    return back(request, "today", said=said, fragment=PLACE, undo=undo)


def _again(request: Visit, opportunity: str, refused: Refused) -> HttpResponse:
    return shown_again(request, UUID(opportunity), refused) if opportunity else today_again(request, refused)


def _shown_at(request: Visit, task: Task) -> str:
    """The id of the opportunity whose page asks; empty for Today."""
    here = request.POST.get(HERE) or request.GET.get(HERE)
    return str(task.opportunity_id) if here == "opportunity" and task.opportunity_id else ""


def _task(task_id: UUID) -> Task:
    found = Task.objects.filter(pk=task_id).first()
    if found is None:
        raise NotFound("task", task_id)
    return found
