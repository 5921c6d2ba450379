"""Hand-written SQL on Django's own connection and transaction, prepared on the server: planned once, run often."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Rows = list[tuple[Any, ...]]
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|%)")
AUTOMATIC = (PyFormat.AUTO,) * 64
_ANSWERED = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
_prepared: WeakKeyDictionary[psycopg.Connection, dict[tuple[str, tuple[int, ...]], bytes]] = (
    WeakKeyDictionary()
)


def run(statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
    """Execute a named statement and return its rows (empty where it returns none). Raises Django's database errors.

    Unlike Django's cursor, which sends the parameters inside the text, this binds ``%(names)s`` on the server, so that
    PostgreSQL keeps the plan for the life of the connection. It does without psycopg's cursor, whose making and waiting
    takes as long as a small statement itself.
    """
    connection.ensure_connection()
    session = connection.connection
    with connection.wrap_database_errors:
        _begin_if_due(session)
        text, names = _numbered(statement)
        given, values = Transformer(session), parameters or {}
        bound = given.dump_sequence([values[name] for name in names], AUTOMATIC[: len(names)])
        name = _name(session, text, given.types or ())
        result = _checked(session.pgconn.exec_prepared(name, cast("Sequence[bytes]", bound), given.formats))
        if not result.nfields:
            return []
        given.set_pgresult(result)
        return given.load_rows(0, result.ntuples, tuple)


def _begin_if_due(session: psycopg.Connection) -> None:
    """As psycopg's cursor does: outside autocommit the first statement begins the transaction."""
    if not session.autocommit and session.pgconn.transaction_status == TransactionStatus.IDLE:
        _checked(session.pgconn.exec_(b"BEGIN"))


def _name(session: psycopg.Connection, text: str, types: tuple[int, ...]) -> bytes:
    """What the session calls the statement with parameters of these types; prepared when it is first asked for."""
    known = _prepared.setdefault(session, {})
    name = known.get((text, types))
    if name is None:
        name = f"tasuki_{len(known)}".encode()
        _checked(session.pgconn.prepare(name, text.encode(), types))
        known[text, types] = name
    return name


def _checked(result: PGresult) -> PGresult:
    if result.status not in _ANSWERED:
        raise errors.error_from_result(result)
    return result


@lru_cache(maxsize=512)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2 … for its names, and the names in that order."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    return _PLACEHOLDER.sub(number, statement), tuple(names)
