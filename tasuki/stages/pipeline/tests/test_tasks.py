"""What people owe: added on a record or for oneself, given to others, moved, done and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.records.models import Opportunity, Task
from tasuki.stages.pipeline.actions import NewTask, add_task, change_task, finish_task, reopen_task

As = Callable[[Person], Actor]


def test_a_task_of_ones_own_needs_no_record(ren: Person, as_: As, at: datetime) -> None:
    task = add_task(NewTask("Read the tender", due_on=date(2026, 11, 24)), by=as_(ren), at=at)
    assert (task.owner, task.kind, task.due_on) == (ren, "to_do", date(2026, 11, 24))
    event = Event.objects.get(code="task.added")
    assert (event.payload.words, "Read" in str(event.data)) == ({"title": "Read the tender"}, False)


def test_whoever_works_on_the_deal_asks_a_colleague(
    deal: Opportunity, aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    asked = NewTask("Send the minutes of the first call", owner="aoi", opportunity=str(deal.pk))
    task = add_task(asked, by=as_(ren), at=at)
    assert (task.owner, task.opportunity) == (aoi, deal)
    assert finish_task(task.pk, by=as_(aoi), at=at).done_at == at


def test_nobody_is_given_work_by_somebody_who_has_nothing_to_do_with_it(
    deal: Opportunity, ren: Person, stranger: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        add_task(NewTask("Call them", owner="ren"), by=as_(stranger), at=at)
    with pytest.raises(NotFound):
        add_task(NewTask("Call them", opportunity=str(deal.pk)), by=as_(stranger), at=at)


def test_a_task_says_what_is_to_be_done(ren: Person, as_: As, at: datetime) -> None:
    for title in ("", "TBD", "あ" * 301):
        with pytest.raises(Invalid) as refused:
            add_task(NewTask(title), by=as_(ren), at=at)
        assert [one.pointer for one in refused.value.problems] == ["/title"]


def test_a_task_is_given_on_and_moved_and_the_journal_tells_from_whom_and_when(
    ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    task = add_task(NewTask("Read the tender", due_on=date(2026, 11, 24)), by=as_(ren), at=at)
    changed = change_task(task.pk, {"owner": "mio", "due_on": None}, by=as_(ren), at=at)
    assert (changed.owner, changed.due_on, changed.title) == (mio, None, "Read the tender")
    data = Event.objects.get(code="task.edited").data
    assert (data["owner"], data["due_on"]) == ([str(ren.pk), str(mio.pk)], ["2026-11-24", None])


def test_a_task_is_finished_by_its_owner_or_their_manager(
    deal: Opportunity, ren: Person, aoi: Person, sora: Person, mio: Person, as_: As, at: datetime
) -> None:
    task = Task.objects.get(opportunity=deal, kind="follow_up")
    with pytest.raises(Forbidden):
        finish_task(task.pk, by=as_(sora), at=at)
    assert finish_task(task.pk, by=as_(mio), at=at).done_at == at
    with pytest.raises(NotPossibleNow):
        finish_task(task.pk, by=as_(ren), at=at)


def test_a_task_that_was_ticked_by_mistake_is_open_again(ren: Person, as_: As, at: datetime) -> None:
    task = add_task(NewTask("Read the tender"), by=as_(ren), at=at)
    finish_task(task.pk, by=as_(ren), at=at)
    assert reopen_task(task.pk, by=as_(ren), at=at).done_at is None
    with pytest.raises(NotPossibleNow):
        reopen_task(task.pk, by=as_(ren), at=at)
    assert Event.objects.filter(code="task.reopened").count() == 1
