from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tasuki.platform.journal import append
from tasuki.records.models import Lead


@pytest.fixture(autouse=True)
def routing_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from an assignment elsewhere is the flow's, and is tested there."""
    monkeypatch.setattr(append, "_listeners", [])


@pytest.fixture
def lead(db: None, at: datetime) -> Callable[..., Lead]:
    """Make an MQL without an owner; keyword arguments change its columns."""

    def make(**columns: object) -> Lead:
        facts = {"name": "高橋 美咲", "company_name": "株式会社サンプル", "source": "inbound", "state": "mql"}
        moments = {"captured_at": at, "state_since": at, "created_at": at}
        return Lead.objects.create(**{**facts, **moments, **columns})

    return make


@pytest.fixture
def guarded_journal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The journal refuses to be emptied again once the test database has been."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER journal_is_never_truncated")


@pytest.fixture
def committed(guarded_journal: None, transactional_db: None) -> Iterator[None]:
    """Real transactions, for threads that wait for each other; afterwards the database is emptied."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER journal_is_never_truncated")
