"""Which statements a piece of work sends, read from libpq's own trace, so that none escapes the count."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg.pq import Trace

SENT, SIMPLE, BOUND = "F", "Query", "Bind"


@contextmanager
def statements_during() -> Iterator[list[str]]:
    """Inside the block everything that this process sends to the database is noted; one entry for each statement."""
    found: list[str] = []
    connection.ensure_connection()
    with tempfile.TemporaryFile("w+") as file:
        pgconn = connection.connection.pgconn
        pgconn.trace(file.fileno())
        pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield found
        finally:
            pgconn.untrace()
        file.seek(0)
        found += [line for line in file if _is_a_statement(line)]


def _is_a_statement(line: str) -> bool:
    """A message's first line names sender, length and kind; a long statement goes on in lines of its own."""
    sender, *rest = line.split("\t")
    return sender == SENT and len(rest) > 1 and rest[1] in (SIMPLE, BOUND)
