from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity
from tasuki.rules import dossier
from tasuki.rules.gates import day_of
from tasuki.rules.reading import read
from tasuki.rules.validation.steps import NEXT_STEP_DATED, NEXT_STEPS
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.pipeline.checking import problems_from
from tasuki.stages.pipeline.queries import locked_opportunity
from tasuki.stages.pipeline.telling import tell
from tasuki.stages.pipeline.working import (
    active_person,
    note_change,
    require_done,
    require_undone,
    require_work,
    touch,
)

ALL = ("action", "due_on", "owner")


@transaction.atomic
def add_next_step(
    opportunity_id: UUID, action: str, due_on: date, *, by: Actor, at: datetime, owner: str = ""
) -> NextStep:
    """What happens next, by whom (a handle; left out, the deal's owner) and by which day (O-12).

    Raises Forbidden, NotFound, NotPossibleNow (closed or voided) and Invalid.
    """
    row = locked_opportunity(opportunity_id, "opportunity.edit", by=by)
    require_work(row)
    person = active_person(owner) if owner else row.owner
    _check(action, person, due_on, ALL, at)
    made = NextStep.objects.create(
        id=new_id(at),
        opportunity=row,
        action=action.strip()[:300],
        owner=person,
        due_on=due_on,
        created_at=at,
    )
    touch(row, at)
    data = {"fields": ["next_steps"], "next_step": str(made.pk), "due_on": str(due_on)}
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"action": made.action})
    return made


@transaction.atomic
def change_next_step(step_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime) -> NextStep:
    """Say it better (``action``), give it to somebody else (``owner``, a handle) or another day (``due_on``, O-12).

    Raises Forbidden, NotFound, NotPossibleNow (done, or the deal is over) and Invalid.
    """
    row, step = _locked(step_id, by)
    require_undone(step.done_at)
    asked = read(dossier.NextStep, changes)
    before = step.due_on
    if "action" in changes:
        step.action = asked.action.strip()[:300]
    if "owner" in changes:
        step.owner = active_person(asked.owner)
    if "due_on" in changes and asked.due_on is not None:
        step.due_on = asked.due_on
    _check(step.action, step.owner, asked.due_on if "due_on" in changes else step.due_on, changes, at)
    step.save(update_fields=["action", "owner", "due_on"])
    note_change(row)
    data = {"fields": ["next_steps"], "next_step": str(step.pk), "changed": sorted(changes)}
    if step.due_on != before:
        data |= {"due_on": str(step.due_on), "before": str(before)}
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"action": step.action})
    return step


@transaction.atomic
def cancel_next_step(step_id: UUID, *, by: Actor, at: datetime) -> NextStep:
    """It will not happen: the step goes, and the journal keeps what it was.

    Raises Forbidden, NotFound, NotPossibleNow (done already, or the deal is over).
    """
    row, step = _locked(step_id, by)
    require_undone(step.done_at)
    NextStep.objects.filter(pk=step.pk).delete()
    note_change(row)
    data = {
        "fields": ["next_steps"],
        "next_step": str(step.pk),
        "due_on": str(step.due_on),
        "cancelled": True,
    }
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"action": step.action})
    return step


@transaction.atomic
def finish_next_step(step_id: UUID, *, by: Actor, at: datetime) -> NextStep:
    """The step was taken. Raises Forbidden, NotFound, NotPossibleNow (done already, or the deal is over)."""
    row, step = _locked(step_id, by)
    require_undone(step.done_at)
    step.done_at = at
    step.save(update_fields=["done_at"])
    touch(row, at)
    data = {"fields": ["next_steps"], "next_step": str(step.pk), "done": True}
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"action": step.action})
    return step


@transaction.atomic
def reopen_next_step(step_id: UUID, *, by: Actor, at: datetime) -> NextStep:
    """It was not done after all. Raises Forbidden, NotFound, NotPossibleNow (not done, or the deal is over)."""
    row, step = _locked(step_id, by)
    require_done(step.done_at)
    step.done_at = None
    step.save(update_fields=["done_at"])
    note_change(row)
    data = {"fields": ["next_steps"], "next_step": str(step.pk), "done": False}
    tell("opportunity.edited", row, by=by, at=at, data=data, words={"action": step.action})
    return step


def _locked(step_id: UUID, by: Actor) -> tuple[Opportunity, NextStep]:
    """The deal, locked first, and its step. Raises `Forbidden`, `NotFound`, `NotPossibleNow` (the deal is over)."""
    deal = run("SELECT opportunity_id FROM records_nextstep WHERE id = %(id)s", {"id": step_id})
    if not deal:
        raise NotFound("next step", step_id)
    row = locked_opportunity(deal[0][0], "opportunity.edit", by=by)
    require_work(row)
    steps = fetch(NextStep, "row.id = %(id)s FOR UPDATE OF row", {"id": step_id}, also=("owner",))
    if not steps:
        raise NotPossibleNow(Sentence(N_("The next step was cancelled meanwhile.")))
    return row, steps[0]


def _check(
    action: str, owner: Person | None, due_on: date | None, given: Collection[str], at: datetime
) -> None:
    """O-12, of what was given: old troubles elsewhere do not stand in the way. Raises `Invalid`."""
    book = in_force()
    step = dossier.NextStep(action, owner.handle if owner else "", due_on)
    facts = dossier.Dossier(opportunity=dossier.OpportunityFacts(next_steps=(step,)))
    troubles = NEXT_STEP_DATED.ask(facts, book, day_of(at, book))
    problems = problems_from(troubles, NEXT_STEP_DATED.id, f"{NEXT_STEPS}/0")
    found = [problem for problem in problems if problem.pointer.strip("/") in given]
    if found:
        raise Invalid(found)
