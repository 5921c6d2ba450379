"""Somebody who reads the journal along has each event once, whatever happens to the worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.db import transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.following import follow
from tasuki.platform.journal.models import Event

pytestmark = pytest.mark.usefixtures("committed")


def happen(at: datetime, *reasons: str) -> None:
    with transaction.atomic():
        append(
            *(Entry("token.created", at, SYSTEM, "token", new_id(at), reason=reason) for reason in reasons)
        )


def test_each_event_is_read_once_and_in_order(at: datetime) -> None:
    seen: list[str] = []
    read = lambda events: seen.extend(event.reason for event in events)  # noqa: E731
    happen(at, "a", "b", "c")
    assert [follow("reader", read, 2), follow("reader", read, 2), follow("reader", read, 2)] == [2, 1, 0]
    happen(at, "d")
    assert follow("reader", read) == 1
    assert seen == ["a", "b", "c", "d"]


def test_a_reader_that_dies_begins_again_where_it_was(at: datetime) -> None:
    happen(at, "a")

    def die(events: Sequence[Event]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow("reader", die)
    seen: list[str] = []
    assert follow("reader", lambda events: seen.extend(event.reason for event in events)) == 1
    assert seen == ["a"]


def test_an_event_that_cannot_be_taken_does_not_hold_up_those_behind_it(at: datetime) -> None:
    happen(at, "a", "bad", "c")
    seen: list[str] = []

    def read(events: Sequence[Event]) -> None:
        for event in events:
            if event.reason == "bad":
                raise ValueError(event.reason)
        seen.extend(event.reason for event in events)

    assert follow("reader", read) == 3
    assert seen == ["a", "c"]
    assert follow("reader", read) == 0
