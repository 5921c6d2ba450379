"""Whose mistake it is that the database refuses a value."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction

from tasuki.platform.postgresql.storable import is_of_the_input

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("statement", "value", "is_theirs"),
    [
        ("SELECT %s::text", "a\x00b", True),
        ("SELECT %s::text::integer", "99999999999", True),
        ("SELECT %s::text::uuid", "no id", True),
        ("SELECT %s::text::timestamptz", "2026-11-20T15:00:00+19:03", True),
        ("SELECT 1 / %s::integer", 0, False),
    ],
)
def test_a_value_is_the_senders_and_a_division_is_ours(
    statement: str, value: str | int, is_theirs: bool
) -> None:
    with pytest.raises(DataError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [value])
    assert is_of_the_input(raised.value) is is_theirs
