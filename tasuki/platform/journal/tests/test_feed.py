"""The feed of events misses nothing, not even what commits late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person

INSERT = """
    INSERT INTO journal_event (code, at, door, subject, subject_id, playbook, reason, origin, data)
    VALUES ('lead.captured', %s, 'worker', 'lead', %s, '', '', 'native', '{}')
"""


@pytest.fixture
def kei_at_the_api(committed: None, at: datetime) -> ApiClient:
    return ApiClient.of(
        Person.objects.create(handle="kei", name="桂 圭", roles=["revops"], created_at=at), at
    )


@pytest.fixture
def other_session(committed: None) -> Iterator[psycopg.Connection]:
    """A second connection to the same database, whose transaction is ours to hold open."""
    with psycopg.connect(**connection.get_connection_params()) as session:
        yield session


def captured(at: datetime, lead: UUID, by: Actor = SYSTEM) -> None:
    """History that was imported: nothing follows from it, so that the feed alone is looked at."""
    with transaction.atomic():
        append(Entry("lead.captured", at, by, "lead", lead, lead_id=lead, origin="import"))


def subjects(answer: object) -> list[str]:
    """The leads told of; the token that asks has left an event of its own."""
    return [item["subject_id"] for item in answer["items"] if item["subject"] == "lead"]  # type: ignore[index]


def test_an_event_that_commits_late_is_not_missed(
    kei_at_the_api: ApiClient, other_session: psycopg.Connection, at: datetime
) -> None:
    late, early = uuid4(), uuid4()
    other_session.execute(INSERT, (at, late))
    captured(at, early)
    before = kei_at_the_api.get("/events").json
    assert subjects(before) == []
    other_session.commit()
    after = kei_at_the_api.get("/events", cursor=before["next_cursor"]).json
    assert subjects(after) == [str(late), str(early)]


def test_an_event_that_is_rolled_back_never_appears_and_holds_nothing_up(
    kei_at_the_api: ApiClient, other_session: psycopg.Connection, at: datetime
) -> None:
    kept = uuid4()
    other_session.execute(INSERT, (at, uuid4()))
    captured(at, kept)
    other_session.rollback()
    assert subjects(kei_at_the_api.get("/events").json) == [str(kept)]


def test_the_cursor_is_kept_at_the_end_and_finds_only_what_is_new(
    kei_at_the_api: ApiClient, at: datetime
) -> None:
    leads = [uuid4() for _ in range(5)]
    for lead in leads:
        captured(at, lead)
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = kei_at_the_api.get("/events", limit=2, cursor=cursor).json
        seen += subjects(page)
        cursor = page["next_cursor"]
    assert seen == [str(lead) for lead in leads]
    newest = uuid4()
    captured(at, newest)
    assert subjects(kei_at_the_api.get("/events", cursor=cursor).json) == [str(newest)]


def test_the_feed_is_narrowed_by_code_subject_and_lead(kei_at_the_api: ApiClient, at: datetime) -> None:
    one, other = uuid4(), uuid4()
    captured(at, one)
    captured(at, other)
    with transaction.atomic():
        append(
            Entry(
                "dispute.opened",
                at,
                SYSTEM,
                "touchpoint",
                uuid4(),
                lead_id=one,
                words={"note": "secret words"},
            )
        )
    of_one = kei_at_the_api.get("/events", lead=str(one)).json["items"]
    assert [item["code"] for item in of_one] == ["lead.captured", "dispute.opened"]
    assert [item["at"] for item in of_one] == ["2026-11-20T06:00:00Z"] * 2
    assert len(kei_at_the_api.get("/events", code="dispute.opened").json["items"]) == 1
    assert len(kei_at_the_api.get("/events", code=["dispute.opened", "lead.captured"]).json["items"]) == 3
    assert len(kei_at_the_api.get("/events", subject="lead").json["items"]) == 2
    assert len(kei_at_the_api.get("/events", subject_id=str(other)).json["items"]) == 1
    assert "secret words" not in kei_at_the_api.get("/events").response.content.decode()


def test_an_sdr_does_not_read_everybodys_journal(aoi: Person, api: Callable[..., ApiClient]) -> None:
    assert api(aoi).get("/events").status == 403


def test_the_journal_refuses_to_be_changed(db: None, at: datetime) -> None:
    captured(at, uuid4())
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Event.objects.update(reason="never happened")
