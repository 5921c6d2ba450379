"""Hand-written SQL on Django's own connection and transaction, prepared on the server: planned once, run often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def run(statement: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Execute a named statement and return its rows (empty where it returns none).

    Unlike Django's cursor, which sends the parameters inside the text, this binds them on the server, so that
    PostgreSQL keeps the plan for the life of the connection.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, prepare=True)
        result = cursor.pgresult
        return cursor.fetchall() if result is not None and result.nfields else []
