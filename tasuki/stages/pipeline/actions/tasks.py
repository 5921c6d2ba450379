from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform import rows
from tasuki.platform.access.actor import Actor, ask, ask_any, visible
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account, Lead, Opportunity, Task
from tasuki.records.queries import LEAD_OWNERS
from tasuki.rules.reading import Problem, read
from tasuki.rules.validation.filled import is_answer
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.queries import OWNERS
from tasuki.stages.pipeline.working import active_person, require_done, require_undone

TO_DO = "to_do"
"""The kind of a task that a person thought of; the process names its own."""
LONGEST = 300
CONCERNED = """
SELECT person.id, person.team_id FROM people_person person, (
  SELECT unnest(ARRAY[task.owner_id, lead.owner_id, lead.ae_id, deal.owner_id, deal.sdr_id, account.owner_id]) AS id
  FROM records_task task
  LEFT JOIN records_lead lead ON lead.id = task.lead_id
  LEFT JOIN records_opportunity deal ON deal.id = task.opportunity_id
  LEFT JOIN records_account account ON account.id = task.account_id
  WHERE task.id = %(task)s
) concerned WHERE person.id = concerned.id
"""


@dataclass(frozen=True, slots=True)
class TaskFields:
    """What is to be done, by whom (a handle) and until when."""

    title: str = ""
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewTask(TaskFields):
    """``owner`` left out is whoever adds it; the records that it is about, by id."""

    lead: str = ""
    opportunity: str = ""
    account: str = ""


@transaction.atomic
def add_task(asked: NewTask, *, by: Actor, at: datetime) -> Task:
    """Something somebody owes; on a record that one works on, also for others.

    Raises Forbidden, NotFound (the record), Invalid.
    """
    about = _about(asked, by)
    owner = active_person(asked.owner or by.handle)
    _ask(by, owner, *about.values())
    _check(asked.title)
    task = Task.objects.create(
        id=new_id(at), kind=TO_DO, title=asked.title.strip(), owner=owner, due_on=asked.due_on, created_at=at, **about
    )  # fmt: skip
    data = {"owner": str(owner.pk), "due_on": str(task.due_on) if task.due_on else None}
    append(_entry("task.added", task, by, at, data, {"title": task.title}))
    return task


@transaction.atomic
def change_task(task_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> Task:
    """Say it better, give it to somebody else, or another day; null takes the day away.

    Raises Forbidden, NotFound, NotPossibleNow (done already) and Invalid.
    """
    task = _locked(task_id, by)
    require_undone(task.done_at)
    asked = read(TaskFields, changes)
    before = {"owner": task.owner_id, "due_on": task.due_on}
    if "title" in changes:
        _check(asked.title)
        task.title = asked.title.strip()
    if "owner" in changes:
        task.owner = active_person(asked.owner)
    if "due_on" in changes:
        task.due_on = asked.due_on
    task.save(update_fields=["title", "owner", "due_on"])
    data: dict[str, Any] = {"fields": sorted(changes)}
    for name, value in before.items():
        now = getattr(task, f"{name}_id" if name == "owner" else name)
        if now != value:
            data[name] = [str(one) if one else None for one in (value, now)]
    append(_entry("task.edited", task, by, at, data, {"title": task.title}))
    return task


@transaction.atomic
def finish_task(task_id: UUID, *, by: Actor, at: datetime) -> Task:
    """The task is done. Raises Forbidden, NotFound, NotPossibleNow (done already)."""
    task = _locked(task_id, by)
    require_undone(task.done_at)
    task.done_at = at
    task.save(update_fields=["done_at"])
    append(_entry("task.finished", task, by, at, {"kind": task.kind}, {"title": task.title}))
    return task


@transaction.atomic
def reopen_task(task_id: UUID, *, by: Actor, at: datetime) -> Task:
    """It was not done after all. Raises Forbidden, NotFound, NotPossibleNow (it is open)."""
    task = _locked(task_id, by)
    require_done(task.done_at)
    task.done_at = None
    task.save(update_fields=["done_at"])
    append(_entry("task.reopened", task, by, at, {"kind": task.kind}, {"title": task.title}))
    return task


def _locked(task_id: UUID, by: Actor) -> Task:
    """The task, for its owner, for whoever works on its record, and for their managers."""
    found = rows.fetch(Task, "row.id = %(task)s FOR NO KEY UPDATE OF row", {"task": task_id}, ("owner",))
    if not found:
        raise NotFound("task", task_id)
    concerned = run(CONCERNED, {"task": task_id})
    ask(by, "task.edit", *(person for person, _ in concerned), teams=tuple(team for _, team in concerned))
    return found[0]


def _ask(by: Actor, owner: Person | None, *records: Lead | Opportunity | Account | None) -> None:
    people = [owner]
    for record in records:
        for name in ("owner", "ae", "sdr"):
            people.append(getattr(record, name, None))
    found = [person for person in people if person]
    ask(by, "task.edit", *(person.pk for person in found), teams=tuple(person.team_id for person in found))


def _about(asked: NewTask, by: Actor) -> dict[str, Any]:
    """The record that the task is about, if ``by`` may see it."""
    found: dict[str, Any] = {}
    if asked.lead:
        seen = visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS).select_related("owner", "ae")
        found["lead"] = _record("lead", asked.lead, seen)
    if asked.opportunity:
        deals = visible(Opportunity.objects.all(), by, "opportunity.read", *OWNERS)
        found["opportunity"] = _record("opportunity", asked.opportunity, deals.select_related("owner", "sdr"))
    if asked.account:
        ask_any(by, "account.read")
        found["account"] = _record("account", asked.account, Account.objects.select_related("owner"))
    return found


def _record(kind: str, key: str, among: Any) -> Any:
    try:
        found = among.filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(kind, key)
    return found


def _check(title: str) -> None:
    if not is_answer(title.strip(), in_force()):
        raise Invalid(
            [Problem("/title", "missing", Sentence(N_("The task does not say what is to be done.")))]
        )
    if len(title.strip()) > LONGEST:
        values = {"longest": LONGEST, "length": len(title.strip())}
        text = Sentence(N_("At most %(longest)s characters, not %(length)s."), values)
        raise Invalid([Problem("/title", "too_long", text)])


def _entry(
    code: str, task: Task, by: Actor, at: datetime, data: Mapping[str, Any], words: Mapping[str, str]
) -> Entry:
    return Entry(
        code, at, by, "task", task.pk, lead_id=task.lead_id, opportunity_id=task.opportunity_id, data=data, words=words
    )  # fmt: skip
