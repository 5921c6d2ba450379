"""The doctor looks at the copy that reports are asked of as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connections

from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.database import REPLICA
from tasuki.platform.journal.models import Event
from tasuki.platform.replica import LONGEST_BEHIND, Replica


def test_a_copy_that_is_no_standby_says_how_many_events_it_lacks(
    tasuki: Tasuki, agreement: None, replica: Callable[..., None], at: Any
) -> None:
    replica()
    event = Event.objects.create(code="team.added", at=at, door="web", subject="team", subject_id=UUID(int=1))
    told = tasuki("doctor", "--json")
    assert told.exit_code == 0
    found = told.json["replica"]
    assert (found["reachable"], found["same_schema"], found["standby"]) == (True, True, False)
    assert 1 <= found["events_behind"] <= event.seq
    assert "is no standby" in tasuki("doctor").stdout


def test_a_copy_that_does_not_answer_or_is_another_database_needs_somebody(
    tasuki: Tasuki, agreement: None, replica: Callable[..., None]
) -> None:
    replica(HOST="127.0.0.1", PORT="1")
    assert tasuki("doctor", "--json").exit_code == 1
    connections[REPLICA].close()
    replica(NAME="postgres")
    told = tasuki("doctor", "--json")
    assert (told.exit_code, told.json["replica"]["reachable"], told.json["replica"]["same_schema"]) == (
        1,
        True,
        False,
    )


def test_a_standby_may_be_minutes_behind_and_not_more() -> None:
    well, slow = (Replica(True, True, True, 3, 4_096, one) for one in (LONGEST_BEHIND, LONGEST_BEHIND + 1))
    assert (well.is_well, slow.is_well) == (True, False)
    assert slow.says().spoken("en") == "The replica follows: 301 seconds and 3 events behind."


def test_without_a_copy_nothing_is_said_of_one(tasuki: Tasuki, agreement: None) -> None:
    told = tasuki("doctor", "--json")
    assert (told.exit_code, told.json["replica"]) == (0, None)
