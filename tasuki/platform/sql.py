"""Hand-written SQL on Django's own connection and transaction, prepared on the server: planned once, run often."""

from __future__ import annotations

import re
import threading
from asyncio import _get_running_loop
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from select import POLLIN, POLLOUT, poll
from typing import Any, NamedTuple, cast

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
RIDES_ALONG = 1 << 14
"""The bytes up to which what is sent leaves together with the next statement: one way instead of two."""
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
        return _session(ours).run(statement, parameters or {})
    except psycopg.Error:
        with ours.wrap_database_errors:
            raise


def send(statement: str, parameters: Mapping[str, Any]) -> Answer:
    """Execute a named statement while this process goes on; for what is written, and whose rows nobody waits for.

    The server begins with a large one at once, and has a small one as soon as it is asked for something.

    Statements are executed in their order, also those of the ORM, and each sees what the ones before it wrote. What
    this one raises is raised by whatever speaks to the server next, and at the latest by the commit; so is it with
    deferred constraints. Outside a transaction it is waited for.
    """
    ours = _connected()
    try:
        return _session(ours).send(statement, parameters)
    except psycopg.Error:
        with ours.wrap_database_errors:
            raise


def ask(statement: str, parameters: Mapping[str, Any]) -> Answer:
    """Execute a named statement while this process goes on; for what is read, and looked at a little later.

    Its rows come as soon as the server has them, whatever was sent after it. As in `send`, statements are executed in
    their order. What was asked and is not heard yet should fit through a socket at once (about 200 kB): the server
    stands still where nobody listens.
    """
    ours = _connected()
    try:
        return _session(ours).ask(statement, parameters)
    except psycopg.Error:
        with ours.wrap_database_errors:
            raise


def check_as_we_go() -> None:
    """From here on each statement checks its own references, while the process goes on; the commit has less to do."""
    send("SET CONSTRAINTS ALL IMMEDIATE", {})


@dataclass(slots=True, eq=False)
class Answer:
    """What a statement that was sent will answer."""

    _session: Session
    _rows: Rows | None = field(default=None, init=False)
    _error: psycopg.Error | None = field(default=None, init=False)

    def rows(self) -> Rows:
        """The rows, for which this waits. Raises Django's database errors, as often as it is asked."""
        if self._rows is None:
            with _connected().wrap_database_errors:
                if self._error is None:
                    self._session.hear(self)
                if self._error is not None:
                    raise self._error
        return self._rows or []

    def be(self, rows: Rows) -> None:
        """The server has answered."""
        self._rows = rows

    def fail(self, error: psycopg.Error) -> None:
        """There will be no rows: the statement failed, or one before it, or the way is lost; the first of these."""
        self._error = self._error or error


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
    """A connection: what is prepared on its server, what has yet to be answered, how values go there and come back."""

    def __init__(self, link: psycopg.Connection) -> None:
        adapters = AdaptersMap(link.adapters)
        adapters.register_loader("timestamptz", _moments())
        self.link, self.server = link, link.pgconn
        self.given = Transformer(Spoken(link, adapters))
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._awaited: list[Answer] = []

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Rows:
        """Raises psycopg's errors, also those of what was sent before."""
        bound = self._bound(statement, parameters)
        if not self._awaited:
            return self._rows(self.server.exec_prepared(*bound))
        answer = self._ahead(bound)
        self.settle()
        return answer.rows()

    def send(self, statement: str, parameters: Mapping[str, Any]) -> Answer:
        """Raises psycopg's errors, of what was sent before where it had to be awaited."""
        bound = self._bound(statement, parameters)
        if self.server.transaction_status == TransactionStatus.IDLE:
            answer = Answer(self)
            answer.be(self._rows(self.server.exec_prepared(*bound)))
            return answer
        answer = self._ahead(bound)
        if sum(len(value) for value in bound.values if value) > RIDES_ALONG:
            _hand_over(self.server)
        return answer

    def ask(self, statement: str, parameters: Mapping[str, Any]) -> Answer:
        """As `send`, and the rows come as soon as the server has them."""
        answer = self.send(statement, parameters)
        self._speak_up()
        return answer

    def hear(self, wanted: Answer) -> None:
        """Until this one has been answered. Raises psycopg's errors: the first of those up to it."""
        if self._awaited and wanted is self._awaited[-1]:
            self.settle()
            return
        self._speak_up()
        while wanted in self._awaited:
            try:
                result = _result_of(self.server)
            except BaseException:  # nobody could tell any more which answer belongs to what
                self.link.close()
                raise
            heard = self._awaited.pop(0)
            try:
                heard.be(self._rows(result))
            except psycopg.Error as error:
                for one in (heard, *self._awaited):  # the server skips what was sent after it
                    one.fail(error)
                raise

    def say(self, command: str) -> None:
        """A command without values, sent ahead within a transaction; it is not worth preparing."""
        self._begin_if_due()
        self._expect()
        self.server.send_query_params(command.encode(), None)

    def settle(self) -> None:
        """Until everything that was sent has been answered. Raises psycopg's errors: the first of them."""
        awaited, self._awaited = self._awaited, []
        if not awaited:
            return
        try:
            self.server.pipeline_sync()
            _hand_over(self.server)
            results = [_result_of(self.server) for _ in awaited]
            _next_of(self.server)  # the mark behind the last one
            self.server.exit_pipeline_mode()
        except BaseException:  # nobody could tell any more which answer belongs to what
            self.link.close()
            for answer in awaited:
                answer.fail(psycopg.OperationalError("the server was not heard to the end"))
            raise
        first: psycopg.Error | None = None
        for result, answer in zip(results, awaited, strict=True):
            try:
                answer.be(self._rows(result))
            except psycopg.Error as error:
                first = first or error
                answer.fail(first)
        if first is not None:
            raise first

    def commit(self) -> bool:
        """Commit together with what has been sent, and say whether there was any. Raises psycopg's errors."""
        if self._awaited:
            self.run("COMMIT", {})
            return True
        return False

    def abandon(self) -> None:
        """What was sent is taken back: nobody wants to know whether it went well."""
        try:
            self.settle()
        except psycopg.Error:
            return

    def _speak_up(self) -> None:
        """The server begins with what was sent, and keeps none of these answers for a fuller letter."""
        if self._awaited:
            self.server.send_flush_request()
            _hand_over(self.server)

    def _ahead(self, bound: Bound) -> Answer:
        answer = self._expect()
        self.server.send_query_prepared(*bound)
        return answer

    def _expect(self) -> Answer:
        """The answer to what is sent next."""
        if not self._awaited:
            self.server.enter_pipeline_mode()
        answer = Answer(self)
        self._awaited.append(answer)
        return answer

    def _bound(self, statement: str, parameters: Mapping[str, Any]) -> Bound:
        """The statement, prepared when it is first asked for with values of these types."""
        self._begin_if_due()
        text, names = _numbered(statement)
        values = self.given.dump_sequence([parameters[name] for name in names], AUTOMATIC[: len(names)])
        types, formats = self.given.types or (), self.given.formats or ()
        name = self._prepared.get((text, types)) or self._prepare(text, types)
        return Bound(name, cast("Sequence[bytes]", values), formats)

    def _rows(self, result: PGresult | None) -> Rows:
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
        self.settle()
        name = f"tasuki_{len(self._prepared)}".encode()
        _checked(self.server.prepare(name, text.encode(), types))
        self._prepared[text, types] = name
        return name


def _hand_over(server: PGconn) -> None:
    """Until the server has the whole statement: what does not fit through the socket at once waits in our buffer."""
    while server.flush():
        ready = poll()
        ready.register(server.socket, POLLIN | POLLOUT)
        ready.poll()
        server.consume_input()


def _result_of(server: PGconn) -> PGresult | None:
    """The result of the next statement, with the end that libpq marks behind it."""
    result = _next_of(server)
    if result is not None:
        _next_of(server)
    return result


def _next_of(server: PGconn) -> PGresult | None:
    """Other threads run while it is awaited, as one of them may hold what the statement waits for."""
    while server.is_busy():
        answers = poll()
        answers.register(server.socket, POLLIN)
        answers.poll()
        server.consume_input()
    return server.get_result()


@lru_cache(maxsize=1)
def _moments() -> type[abc.Loader]:
    oid = psycopg.adapters.types["timestamptz"].oid
    return cast("type[abc.Loader]", psycopg.adapters.get_loader(oid, Format.TEXT))


def _session(ours: BaseDatabaseWrapper) -> Session:
    """The session of this connection, which its own class keeps (`platform/postgresql`)."""
    return cast("Session", ours.connection.session)


def _connected() -> BaseDatabaseWrapper:
    """Django's connection of this thread, after a look whether it is still alive where its own cursor would look.

    Django keeps it per thread as well, behind so many questions that they take as long as a small statement; but where
    a loop runs in the thread, per context.
    """
    ours: BaseDatabaseWrapper | None = getattr(_here, "ours", None)
    if _get_running_loop() is not None:
        ours = connections[DEFAULT_DB_ALIAS]
    elif ours is None:
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
