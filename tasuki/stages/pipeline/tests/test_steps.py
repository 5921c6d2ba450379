"""Next steps and tasks are planned with a day and finished once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.records.models import Opportunity, Task
from tasuki.stages.pipeline.actions import add_next_step, finish_next_step, finish_task

As = Callable[[Person], Actor]


def test_a_next_step_has_an_owner_and_a_day_and_counts_as_activity(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    later = at + timedelta(days=1)
    step = add_next_step(deal.pk, "Workshop with the planners", date(2026, 11, 30), by=as_(ren), at=later)
    deal.refresh_from_db()
    assert (step.owner, deal.last_activity_at) == (ren, later)
    assert Event.objects.get(code="opportunity.edited").data["next_step"] == str(step.pk)


def test_a_step_without_a_day_ahead_or_without_content_is_refused(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        add_next_step(deal.pk, "TBD", date(2026, 11, 20), by=as_(ren), at=at)
    assert {(one.pointer, one.code) for one in refused.value.problems} == {
        ("/action", "O-12"),
        ("/due_on", "O-12"),
    }


def test_a_step_is_finished_once(deal: Opportunity, ren: Person, as_: As, at: datetime) -> None:
    step = deal.next_steps.get()
    assert finish_next_step(step.pk, by=as_(ren), at=at).done_at == at
    with pytest.raises(NotPossibleNow):
        finish_next_step(step.pk, by=as_(ren), at=at)


def test_a_task_is_finished_by_its_owner_or_their_manager(
    deal: Opportunity, ren: Person, aoi: Person, mio: Person, as_: As, at: datetime
) -> None:
    task = Task.objects.get(opportunity=deal, kind="follow_up")
    with pytest.raises(Forbidden):
        finish_task(task.pk, by=as_(aoi), at=at)
    assert finish_task(task.pk, by=as_(mio), at=at).done_at == at
    with pytest.raises(NotPossibleNow):
        finish_task(task.pk, by=as_(ren), at=at)
