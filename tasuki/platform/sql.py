"""Hand-written SQL on Django's own connection and transaction, prepared on the server: planned once, run often."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from select import POLLIN, POLLOUT, poll
from typing import Any, NamedTuple, Self, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import abc, errors
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Rows = list[tuple[Any, ...]]
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|%)")
AUTOMATIC = (PyFormat.AUTO,) * 64
_ANSWERED = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
_here = threading.local()


def run(statement: str, parameters: Mapping[str, Any] | None = None) -> Rows:
    """Execute a named statement and return its rows (empty where it returns none). Raises Django's database errors.

    Unlike Django's cursor, which sends the parameters inside the text, this binds ``%(names)s`` on the server, so that
    PostgreSQL keeps the plan for the life of the connection. It does without psycopg's cursor, whose making and waiting
    takes as long as a small statement itself.
    """
    ours = _connected()
    try:
        session = _session(ours)
        name, values, formats = session.bound(statement, parameters or {})
        return session.rows(session.server.exec_prepared(name, values, formats))
    except psycopg.Error:
        with ours.wrap_database_errors:
            raise


class Meanwhile:
    """Statements that the server works on while this process thinks of the next; one at a time, in their order.

    Within the ``with`` nothing else may use the connection. When it is left, everything has been answered.
    """

    def __init__(self) -> None:
        self.answers: list[Rows] = []
        self._asked = False

    def __enter__(self) -> Self:
        self._ours = _connected()
        return self

    def __exit__(self, *error: object) -> None:
        self.wait()

    def send(self, statement: str, parameters: Mapping[str, Any]) -> None:
        """Begin to execute a statement, once the one before has been answered. Raises what that one raised."""
        self.wait()
        with self._ours.wrap_database_errors:
            session = _session(self._ours)
            session.server.send_query_prepared(*session.bound(statement, parameters))
            _hand_over(session.server)
        self._asked = True

    def wait(self) -> None:
        """Until the server has answered; then the connection is free. Raises what the statement raised."""
        asked, self._asked = self._asked, False
        if not asked:
            return
        with self._ours.wrap_database_errors:
            session = _session(self._ours)
            result = _result_of(session.server)
            while _result_of(session.server) is not None:
                pass
            self.answers.append(session.rows(result))


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
class Spoken:
    """How values go to the server and come back: as Django has it, but for moments.

    psycopg's own loader gives the same as Django's, in UTC, in a fraction of the time.
    """

    connection: psycopg.Connection
    adapters: AdaptersMap


class Bound(NamedTuple):
    """A statement that is prepared on the server: its name there, and its values as the server takes them."""

    name: bytes
    values: Sequence[bytes]
    formats: Sequence[Format]


class Session:
    """A connection, what is prepared on its server, and how values go there and come back."""

    def __init__(self, link: psycopg.Connection) -> None:
        adapters = AdaptersMap(link.adapters)
        adapters.register_loader("timestamptz", _moments())
        self.link, self.server = link, link.pgconn
        self.given = Transformer(Spoken(link, adapters))
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}

    def bound(self, statement: str, parameters: Mapping[str, Any]) -> Bound:
        """The statement, prepared when it is first asked for with values of these types."""
        self._begin_if_due()
        text, names = _numbered(statement)
        values = self.given.dump_sequence([parameters[name] for name in names], AUTOMATIC[: len(names)])
        types = self.given.types or ()
        name = self._prepared.get((text, types)) or self._prepare(text, types)
        return Bound(name, cast("Sequence[bytes]", values), self.given.formats or ())

    def rows(self, result: PGresult | None) -> Rows:
        """What the server answered. Raises psycopg's errors."""
        if result is None:
            raise psycopg.OperationalError("the server gave no answer")
        if not _checked(result).nfields:
            return []
        self.given.set_pgresult(result)
        rows = self.given.load_rows(0, result.ntuples, tuple)
        self.given.set_pgresult(None)
        return rows

    def _begin_if_due(self) -> None:
        """As psycopg's cursor does: outside autocommit the first statement begins the transaction."""
        if self.server.transaction_status == TransactionStatus.IDLE and not self.link.autocommit:
            _checked(self.server.exec_(b"BEGIN"))

    def _prepare(self, text: str, types: tuple[int, ...]) -> bytes:
        name = f"tasuki_{len(self._prepared)}".encode()
        _checked(self.server.prepare(name, text.encode(), types))
        self._prepared[text, types] = name
        return name


@lru_cache(maxsize=1)
def _moments() -> type[abc.Loader]:
    oid = psycopg.adapters.types["timestamptz"].oid
    return cast("type[abc.Loader]", psycopg.adapters.get_loader(oid, Format.TEXT))


def _session(ours: BaseDatabaseWrapper) -> Session:
    """The session of this thread's connection; a new one where it was opened anew."""
    known: Session | None = getattr(_here, "session", None)
    if known is None or known.link is not ours.connection:
        known = _here.session = Session(ours.connection)
    return known


def _connected() -> BaseDatabaseWrapper:
    """Django's connection of this thread, after a look whether it is still alive where its own cursor would look.

    Django keeps it per thread as well, behind so many questions that they take as long as a small statement.
    """
    ours: BaseDatabaseWrapper | None = getattr(_here, "ours", None)
    if ours is None:
        ours = _here.ours = connections[DEFAULT_DB_ALIAS]
    ours.close_if_health_check_failed()
    if ours.connection is None:
        ours.ensure_connection()
    return ours


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
