"""Numbers of a moment ago are recalled, unless something has happened since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from tasuki.insight.asked import Asked, Seen
from tasuki.insight.columns import Cell
from tasuki.insight.recalled import MOST, Kept, Memory, recalled
from tasuki.insight.registry import report_named
from tasuki.insight.tests.history import Life, write
from tasuki.platform.journal.models import Event
from tasuki.playbooks.presets import load_preset

BOOK = load_preset("article")
AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
SECONDS = timedelta(seconds=1)
A_LEAD = """
INSERT INTO records_milestone (lead_id, origin, state, source, segment, industry, country, tier, captured_at,
  state_since, times_recycled, exit_reason, exit_cause, exit_state, deal_state, currency, overridden, playbook)
VALUES (gen_random_uuid(), 'native', 'captured', '', '', '', '', '', %(at)s, %(at)s, 0, '', '', '', '', '', false, '')
"""
ITS_EVENT = """
INSERT INTO journal_event (code, at, door, subject, subject_id, playbook, reason, origin, data)
VALUES ('lead.captured', %(at)s, 'web', 'lead', gen_random_uuid(), '', '', 'native', '{}')
"""


def leads(asked: Asked = ASKED) -> int:
    return int(recalled(report_named("funnel"), asked, BOOK).tables[0].total.cells["captured"].value)


def later(seconds: int) -> Asked:
    return replace(ASKED, at=AT + seconds * SECONDS)


def tell() -> None:
    Event.objects.create(code="lead.captured", at=AT, door="web", subject="lead", subject_id=UUID(int=1))


@pytest.mark.django_db
def test_what_nobody_told_of_is_not_looked_for_within_a_minute_and_then_it_is() -> None:
    write([Life(1)])
    assert leads() == 1
    write([Life(2)])
    found = recalled(report_named("funnel"), later(30), BOOK)
    assert (found.tables[0].total.cells["captured"].value, found.asked.at) == (1, AT)
    assert leads(later(61)) == 2


@pytest.mark.django_db
def test_what_the_journal_tells_is_seen_at_once() -> None:
    write([Life(1)])
    assert leads() == 1
    write([Life(2)])
    tell()
    assert leads(later(1)) == 2


@pytest.mark.django_db
def test_who_may_see_less_or_asks_something_else_or_asked_before_is_told_something_else() -> None:
    write([Life(1), Life(1, source="referral")])
    assert leads() == 2
    assert leads(replace(ASKED, seen=Seen((UUID(int=7),), nobodys=False))) == 0
    assert leads(ASKED.narrowed(source="referral")) == 1
    write([Life(2)])
    assert leads(later(-1)) == 3


@pytest.mark.django_db
def test_the_leak_is_told_by_the_numbers_of_the_diagnosis() -> None:
    write([Life(1, (1,) * 5, deal="closed_won", amount=3)])
    diagnosis = recalled(report_named("diagnosis"), ASKED, BOOK)
    assert recalled(report_named("leak"), later(5), BOOK).tables is not None
    assert recalled(report_named("leak"), later(5), BOOK).tables == diagnosis.tables


@pytest.mark.usefixtures("committed")
def test_what_was_being_written_while_the_numbers_were_asked_for_is_seen_when_it_is_there() -> None:
    with another() as other:
        other.execute(A_LEAD, {"at": AT})
        other.execute(ITS_EVENT, {"at": AT})
        assert leads() == 0
        assert leads(later(1)) == 0
        other.commit()
        assert leads(later(2)) == 1


@pytest.mark.usefixtures("committed")
def test_what_a_copy_of_the_database_answers_is_not_kept(replica: Callable[..., None]) -> None:
    replica()
    write([Life(1)])
    assert leads() == 1
    write([Life(2)])
    assert leads(later(1)) == 2


@pytest.mark.django_db
def test_the_longest_ago_asked_gives_way_to_what_is_asked_now() -> None:
    (table, *_) = recalled(report_named("funnel"), ASKED, BOOK).tables
    cells = {str(number): Cell(number) for number in range(MOST // 3)}
    large = Kept((replace(table, rows=(), total=replace(table.total, cells=cells)),), AT, "")
    memory = Memory()
    for key in ("first", "second", "third"):
        memory.keep(key, large)
    assert memory.get("first"), "and so it is the latest again"
    memory.keep("fourth", large)
    assert [key for key in ("first", "second", "third", "fourth") if not memory.get(key)] == ["second"]


def another() -> psycopg.Connection:
    """Somebody else's connection to the same database."""
    settings = connection.get_connection_params()
    return psycopg.connect(
        **{key: settings[key] for key in ("host", "port", "dbname", "user") if settings.get(key)}
    )
