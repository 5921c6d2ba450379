from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow, invalid
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity, Task
from tasuki.rules import dossier
from tasuki.rules.gates import day_of
from tasuki.rules.lifecycle import OpportunityState
from tasuki.rules.validation.steps import NEXT_STEP_DATED, NEXT_STEPS
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.checking import problems_from
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.telling import tell

WORKED_ON = (OpportunityState.OPEN, OpportunityState.PENDING_APPROVAL)


@transaction.atomic
def add_next_step(
    opportunity_id: UUID, action: str, due_on: date, *, by: Actor, at: datetime, owner: str = ""
) -> NextStep:
    """What happens next, by whom (a handle; left out, the deal's owner) and by which day (O-12).

    Raises Forbidden, NotFound, NotPossibleNow (closed or voided) and Invalid.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    _require_work(row)
    person = _active(owner) if owner else row.owner
    book = in_force()
    step = dossier.NextStep(action, person.handle if person else "", due_on)
    facts = dossier.Dossier(opportunity=dossier.OpportunityFacts(next_steps=(step,)))
    troubles = NEXT_STEP_DATED.ask(facts, book, day_of(at, book))
    problems = problems_from(troubles, NEXT_STEP_DATED.id, f"{NEXT_STEPS}/0")
    if problems:
        raise Invalid(problems)
    made = NextStep.objects.create(
        id=new_id(at),
        opportunity=row,
        action=action.strip()[:300],
        owner=person,
        due_on=due_on,
        created_at=at,
    )
    _touch(row, at)
    data = {"fields": ["next_steps"], "next_step": str(made.pk), "due_on": str(due_on)}
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"action": made.action})
    return made


@transaction.atomic
def finish_next_step(step_id: UUID, *, by: Actor, at: datetime) -> NextStep:
    """The step was taken. Raises Forbidden, NotFound, NotPossibleNow (done already, or the deal is over)."""
    opportunity_id = NextStep.objects.filter(pk=step_id).values_list("opportunity", flat=True).first()
    if opportunity_id is None:
        raise NotFound("next step", step_id)
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    _require_work(row)
    step = NextStep.objects.select_for_update().get(pk=step_id)
    _require_undone(step.done_at)
    step.done_at = at
    step.save(update_fields=["done_at"])
    _touch(row, at)
    data = {"fields": ["next_steps"], "next_step": str(step.pk), "done": True}
    tell("opportunity.edited", row, by=by, at=at, data=data)
    return step


@transaction.atomic
def finish_task(task_id: UUID, *, by: Actor, at: datetime) -> Task:
    """The task is done, by its owner or their manager. Raises Forbidden, NotFound, NotPossibleNow (done already)."""
    task = Task.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=task_id).first()
    if task is None:
        raise NotFound("task", task_id)
    ask(by, "task.edit", task.owner_id, teams=(task.owner.team_id,) if task.owner else ())
    _require_undone(task.done_at)
    task.done_at = at
    task.save(update_fields=["done_at"])
    append(_finished(task, by, at))
    return task


def _finished(task: Task, by: Actor, at: datetime) -> Entry:
    code = "opportunity.edited" if task.opportunity_id else "lead.edited"
    data = {"fields": ["tasks"], "task": str(task.pk), "kind": task.kind, "done": True}
    return Entry(
        code, at, by, "task", task.pk, lead_id=task.lead_id, opportunity_id=task.opportunity_id, data=data
    )


def _require_work(row: Opportunity) -> None:
    if row.state not in WORKED_ON:
        raise NotPossibleNow(Sentence(N_("The opportunity is over: its next steps no longer change.")))


def _require_undone(done_at: datetime | None) -> None:
    if done_at is not None:
        raise NotPossibleNow(Sentence(N_("This was done already, on %(done_at)s."), {"done_at": done_at}))


def _active(handle: str) -> Person:
    person: Person | None = Person.objects.active().filter(handle=handle).first()
    if person is None:
        raise invalid("/owner", N_("Nobody active is called “%(name)s”."), name=handle)
    return person


def _touch(row: Opportunity, at: datetime) -> None:
    row.last_activity_at = at
    row.version += 1
    row.save(update_fields=["last_activity_at", "version"])
