"""Next steps are planned with a day, changed, cancelled, and finished once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.records.models import Opportunity
from tasuki.stages.pipeline.actions import (
    add_next_step,
    cancel_next_step,
    change_next_step,
    finish_next_step,
    reopen_next_step,
)

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


def test_a_step_is_said_better_given_to_somebody_else_and_moved_to_another_day(
    deal: Opportunity, ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    step = deal.next_steps.get()
    before = step.due_on
    changes = {"action": "Demo with the planners", "owner": "mio", "due_on": "2026-12-03"}
    changed = change_next_step(step.pk, changes, by=as_(ren), at=at)
    assert (changed.action, changed.owner, changed.due_on) == (
        "Demo with the planners",
        mio,
        date(2026, 12, 3),
    )
    event = Event.objects.get(code="opportunity.edited")
    assert (event.data["before"], event.data["due_on"]) == (str(before), "2026-12-03")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"due_on": "2026-11-19"}, "/due_on"), ({"due_on": None}, "/due_on"), ({"action": "TBD"}, "/action")],
)
def test_a_step_is_not_moved_into_the_past_nor_emptied(
    deal: Opportunity, ren: Person, as_: As, at: datetime, changes: dict[str, object], pointer: str
) -> None:
    step = deal.next_steps.get()
    with pytest.raises(Invalid) as refused:
        change_next_step(step.pk, changes, by=as_(ren), at=at)
    assert [one.pointer for one in refused.value.problems] == [pointer]
    step.refresh_from_db()
    assert step.due_on == deal.next_steps.get().due_on


def test_an_overdue_step_can_be_given_to_somebody_else_as_it_is(
    deal: Opportunity, ren: Person, mio: Person, as_: As, at: datetime
) -> None:
    step = deal.next_steps.get()
    later = at + timedelta(days=30)
    assert change_next_step(step.pk, {"owner": "mio"}, by=as_(ren), at=later).owner == mio


def test_a_cancelled_step_is_gone_and_the_journal_keeps_what_it_was(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    step = deal.next_steps.get()
    cancel_next_step(step.pk, by=as_(ren), at=at)
    assert not deal.next_steps.exists()
    event = Event.objects.get(code="opportunity.edited")
    assert (event.data["cancelled"], event.payload.words["action"]) == (True, step.action)


def test_a_step_that_was_finished_too_early_is_taken_back(
    deal: Opportunity, ren: Person, as_: As, at: datetime
) -> None:
    step = finish_next_step(deal.next_steps.get().pk, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow):
        cancel_next_step(step.pk, by=as_(ren), at=at)
    assert reopen_next_step(step.pk, by=as_(ren), at=at).done_at is None
    with pytest.raises(NotPossibleNow):
        reopen_next_step(step.pk, by=as_(ren), at=at)
