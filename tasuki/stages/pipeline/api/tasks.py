"""/tasks: what people owe: list, add, change, do and take back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Field, Query, Router, Schema

from tasuki.platform.access.actor import ask_any, visible
from tasuki.platform.http.call import Call
from tasuki.platform.http.facts import shaped_like
from tasuki.platform.http.hiding import hiding
from tasuki.platform.http.json import answer
from tasuki.platform.http.paging import Paging, page_of
from tasuki.platform.http.schemas import page_schema
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Task
from tasuki.rules.reading import read
from tasuki.stages.pipeline import actions

router = Router(tags=["tasks"])


class TaskOut(Schema):
    id: UUID
    kind: str = Field(examples=["follow_up"])
    title: str
    owner: str | None = Field(None, description="handle")
    due_on: date | None = None
    done_at: datetime | None = None
    lead_id: UUID | None = None
    opportunity_id: UUID | None = None
    account_id: UUID | None = None
    created_at: datetime


class WhichTasks(Schema):
    owner: str | None = Field(None, description="handle; me is the caller")
    done: bool | None = None
    lead: UUID | None = None
    opportunity: UUID | None = None


_EXAMPLE = {"title": "見積書の前提を確認する", "owner": "ren", "due_on": "2026-12-04"}
NewTask = Annotated[dict[str, Any], shaped_like(actions.NewTask, _EXAMPLE), InBody()]
TaskChanges = Annotated[dict[str, Any], shaped_like(actions.TaskFields, {"due_on": "2026-12-11"}), InBody()]
_COLUMNS = (
    "id", "kind", "title", "owner__handle", "due_on", "done_at", "lead_id", "opportunity_id", "account_id",
    "created_at",
)  # fmt: skip


@router.get("", response=page_schema(TaskOut))
def list_tasks(request: Call, which: Query[WhichTasks], paging: Query[Paging]) -> HttpResponse:
    """One's own tasks, and for a manager those of the team; the newest first."""
    ask_any(request.auth, "task.edit")
    rows = visible(Task.objects.all(), request.auth, "task.edit", "owner")
    if which.owner:
        rows = rows.filter(owner__handle=request.auth.handle if which.owner == "me" else which.owner)
    if which.done is not None:
        rows = rows.filter(done_at__isnull=not which.done)
    if which.lead:
        rows = rows.filter(lead=which.lead)
    if which.opportunity:
        rows = rows.filter(opportunity=which.opportunity)
    items, following = page_of(rows, paging, *_COLUMNS, order=("-id",))
    return answer({"items": [_told(item) for item in items], "next_cursor": following})


@router.post("", response={201: TaskOut})
def add_task(request: Call, payload: NewTask) -> HttpResponse:
    """Something somebody owes: by whom (left out, the caller), until when, about which record."""
    task = actions.add_task(read(actions.NewTask, payload), by=request.auth, at=request.at)
    return answer(shown(task), 201)


@router.patch("/{uuid:task_id}", response=TaskOut)
def change_task(request: Call, task_id: UUID, payload: TaskChanges) -> HttpResponse:
    """Another title, owner or day; what is left out stays, null takes the day away."""
    with hiding(lambda: _task_for(request, task_id)):
        task = actions.change_task(task_id, payload, by=request.auth, at=request.at)
    return answer(shown(task))


@router.post("/{uuid:task_id}/done", response=TaskOut)
def finish_task(request: Call, task_id: UUID) -> HttpResponse:
    """The task is done."""
    with hiding(lambda: _task_for(request, task_id)):
        task = actions.finish_task(task_id, by=request.auth, at=request.at)
    return answer(shown(task))


@router.post("/{uuid:task_id}/reopen", response=TaskOut)
def reopen_task(request: Call, task_id: UUID) -> HttpResponse:
    """It was not done after all."""
    with hiding(lambda: _task_for(request, task_id)):
        task = actions.reopen_task(task_id, by=request.auth, at=request.at)
    return answer(shown(task))


def _task_for(request: Call, task_id: UUID) -> Task:
    found = visible(Task.objects.all(), request.auth, "task.edit", "owner").filter(pk=task_id).first()
    if found is None:
        raise NotFound("task", task_id)
    return found


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"owner": row.pop("owner__handle")}


def shown(task: Task) -> dict[str, Any]:
    """A task as the API shows it."""
    return {
        "id": task.pk,
        "kind": task.kind,
        "title": task.title,
        "owner": task.owner.handle if task.owner else None,
        "due_on": task.due_on,
        "done_at": task.done_at,
        "lead_id": task.lead_id,
        "opportunity_id": task.opportunity_id,
        "account_id": task.account_id,
        "created_at": task.created_at,
    }
