"""Connections that stay open between requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tasuki.platform.postgresql.base import DatabaseWrapper


@pytest.fixture
def kept(db: None) -> Iterator[DatabaseWrapper]:
    """A connection of its own as it stands when a request begins: open since an earlier one, not looked at yet."""
    ours = connection.copy()
    assert isinstance(ours, DatabaseWrapper)
    ours.ensure_connection()
    ours.close_if_unusable_or_obsolete()  # what the beginning of a request does
    yield ours
    ours.close()


def _asked(ours: DatabaseWrapper) -> int:
    """Which process at the server answers."""
    with ours.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_request_finds_a_new_connection_where_the_server_has_ended_the_old_one(
    kept: DatabaseWrapper,
) -> None:
    backend = kept.connection.info.backend_pid
    with connection.cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    assert not kept.is_usable()
    assert _asked(kept) != backend


def test_a_connection_that_nothing_happened_to_costs_no_question(kept: DatabaseWrapper) -> None:
    backend = kept.connection.info.backend_pid

    kept.close_if_health_check_failed()

    with connection.cursor() as other:
        other.execute("SELECT query = '' FROM pg_stat_activity WHERE pid = %s", [backend])
        assert other.fetchone()[0], "nothing was asked since it was opened"
    assert _asked(kept) == backend


def test_a_connection_on_which_the_server_spoke_between_requests_is_kept(kept: DatabaseWrapper) -> None:
    backend = kept.connection.info.backend_pid
    speaker = connection.copy()
    for ours, said in ((kept, "LISTEN news"), (speaker, "NOTIFY news")):
        with ours.cursor() as cursor:
            cursor.execute(said)
    speaker.close()
    kept.close_if_unusable_or_obsolete()

    assert kept.is_usable()
    assert _asked(kept) == backend
