"""Hand-written SQL on Django's own connection and transaction, prepared on the server: planned once, run often."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from select import POLLIN, POLLOUT, poll
from typing import Any, Self, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import abc, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

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
    ours = _connected()
    with ours.wrap_database_errors:
        bound = _bound(ours.connection, statement, parameters or {})
        server = ours.connection.pgconn
        return bound.rows(server.exec_prepared(bound.name, bound.values, bound.given.formats))


class Meanwhile:
    """Statements that the server works on while this process thinks of the next; one at a time, in their order.

    Within the ``with`` nothing else may use the connection. When it is left, everything has been answered.
    """

    def __init__(self) -> None:
        self.answers: list[Rows] = []
        self._asked: Bound | None = None
        self._ours = _connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.wait()

    def send(self, statement: str, parameters: Mapping[str, Any]) -> None:
        """Begin to execute a statement, once the one before has been answered. Raises what that one raised."""
        self.wait()
        with self._ours.wrap_database_errors:
            bound = _bound(self._ours.connection, statement, parameters)
            server = self._ours.connection.pgconn
            server.send_query_prepared(bound.name, bound.values, bound.given.formats)
            _hand_over(server)
        self._asked = bound

    def wait(self) -> None:
        """Until the server has answered; then the connection is free. Raises what the statement raised."""
        bound, self._asked = self._asked, None
        if bound is None:
            return
        server = self._ours.connection.pgconn
        with self._ours.wrap_database_errors:
            result = _result_of(server)
            while _result_of(server) is not None:
                pass
            self.answers.append(bound.rows(result))


def _hand_over(server: PGconn) -> None:
    """Until the server has the whole statement: what does not fit through the socket at once waits in our buffer."""
    ready = poll()
    ready.register(server.socket, POLLIN | POLLOUT)
    while server.flush():
        ready.poll()
        server.consume_input()


def _result_of(server: PGconn) -> PGresult | None:
    """The next result; other threads run while it is awaited, as one of them may hold what the statement waits for."""
    answers = poll()
    answers.register(server.socket, POLLIN)
    while server.is_busy():
        answers.poll()
        server.consume_input()
    return server.get_result()


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement that is prepared on the server, with its values as the server takes them."""

    name: bytes
    values: Sequence[bytes]
    given: abc.Transformer

    def rows(self, result: PGresult | None) -> Rows:
        """What the server answered. Raises psycopg's errors."""
        if result is None:
            raise psycopg.OperationalError("the server gave no answer")
        if not _checked(result).nfields:
            return []
        self.given.set_pgresult(result)
        return self.given.load_rows(0, result.ntuples, tuple)


def _bound(session: psycopg.Connection, statement: str, parameters: Mapping[str, Any]) -> Bound:
    _begin_if_due(session)
    text, names = _numbered(statement)
    given = Transformer(session)
    values = given.dump_sequence([parameters[name] for name in names], AUTOMATIC[: len(names)])
    return Bound(_name(session, text, given.types or ()), cast("Sequence[bytes]", values), given)


def _connected() -> BaseDatabaseWrapper:
    """Django's connection, after a look whether it is still alive where Django's own cursor would look.

    Taken once for a statement: each use of ``django.db.connection`` would look it up anew.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    ours.close_if_health_check_failed()
    if ours.connection is None:
        ours.ensure_connection()
    return ours


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
    if result.status in _ANSWERED:
        return result
    error = errors.error_from_result(result)
    if error.sqlstate is None:  # not the server's word: the way to it is broken
        raise psycopg.OperationalError(str(error))
    raise error


@lru_cache(maxsize=512)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement with $1, $2 … for its names, and the names in that order."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    return _PLACEHOLDER.sub(number, statement), tuple(names)
