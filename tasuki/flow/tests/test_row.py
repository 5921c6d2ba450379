"""What follows now shares the event's fate; what follows soon is a job that does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tasuki.flow import look
from tasuki.flow.row import EVERYTHING, NOW, SOON, Arguments, Row, hear
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry

LEAD = UUID(int=7)
RECKON = Row("playbook.published", SOON, "sla.reckon_anew", lambda entry: ((), {}))


@pytest.fixture
def published(at: datetime) -> Entry:
    return Entry("playbook.published", at, SYSTEM, "playbook", LEAD)


def _waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="sla.reckon_anew", status="todo").count()


def test_a_job_goes_with_the_transaction_that_asked_for_it(db: None, published: Entry) -> None:
    with transaction.atomic():
        hear((RECKON,), published)
        assert _waiting() == 1
        transaction.set_rollback(True)
    assert _waiting() == 0


def test_the_same_event_twice_asks_for_one_job(db: None, published: Entry) -> None:
    hear((RECKON,), published)
    hear((RECKON,), published)
    assert _waiting() == 1


def test_rows_are_carried_out_from_top_to_bottom_for_their_event_only(published: Entry) -> None:
    done: list[str] = []

    def note(name: str) -> Row:
        def put(entry: Entry) -> Arguments:
            done.append(name)
            return (None,), {}

        return Row(EVERYTHING, NOW, "sla.on_event", put)

    other = replace(note("never"), code="lead.captured")
    hear((note("first"), other, note("second")), published)
    assert done == ["first", "second"]


def test_neighbours_that_are_only_heard_are_heard_at_once(
    published: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, ...]] = []
    everything = Row(EVERYTHING, NOW, "sla.on_event", lambda entry: ((entry.code,), {}))
    monkeypatch.setattr(Row, "action", staticmethod(lambda *codes: heard.append(codes)))
    followed = Row("lead.captured", NOW, "routing.assign", lambda entry: ((None,), {}))
    codes = ("lead.assigned", "lead.scored", "lead.captured", "lead.captured", "lead.scored")
    hear((everything, followed), *(replace(published, code=code) for code in codes))
    assert heard == [
        ("lead.assigned", "lead.scored"),
        ("lead.captured",),
        ("lead.captured",),
        ("lead.scored",),
    ]


def test_a_condition_that_does_not_hold_lets_nothing_follow(db: None, published: Entry) -> None:
    hear((replace(RECKON, only_if=lambda look: False),), published)
    assert _waiting() == 0


def test_a_name_that_means_nothing_is_an_error_not_a_silence(published: Entry) -> None:
    nonsense = Row(EVERYTHING, NOW, "pipeline.celebrate", lambda entry: ((entry,), {}))
    with pytest.raises(ImportError):
        hear((nonsense,), published)


def test_a_lead_is_looked_at_once_until_something_follows(
    db: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def look_at(statement: str, parameters: object) -> list[object]:
        looked.append(parameters)
        return []

    monkeypatch.setattr(look, "run", look_at)
    answers = [Entry("answer.recorded", at, SYSTEM, "lead", LEAD, lead_id=LEAD)] * 3
    waiting = Row(
        "answer.recorded", NOW, "sla.on_event", lambda entry: ((None,), {}), lambda look: look.lead.exists
    )
    hear((waiting, waiting), *answers)
    assert len(looked) == 1

    following = Row(
        "answer.recorded", SOON, "sla.reckon_anew", lambda entry: ((), {}), lambda look: not look.lead.exists
    )
    hear((following,), *answers)
    assert len(looked) == 1 + 3
