"""The database engine of the settings.

Django's own asks the server before each request whether it is still there, and knows nothing of statements that were
sent without waiting for their answers.
"""

from __future__ import annotations

from functools import cached_property
from select import POLLIN, poll
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg.pq import ConnStatus, TransactionStatus
from psycopg.rows import TupleRow

from tasuki.platform.sql import Session


class Connection(psycopg.Connection[TupleRow]):
    """A connection that hears what it has been sent ahead (`sql.send`) before psycopg speaks to the server itself."""

    @cached_property
    def session(self) -> Session:
        return Session(self)

    def wait(self, *args: Any, **options: Any) -> Any:
        self.session.settle()
        return super().wait(*args, **options)

    def commit(self) -> None:
        if not self.session.commit():
            super().commit()

    def rollback(self) -> None:
        self.session.abandon()
        super().rollback()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is looked at, and asked only where there is something to see."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)

    def is_usable(self) -> bool:
        """Whether the next statement will find the server.

        A server that ends a session, or ends, closes our socket or says so first: either makes it readable. While the
        socket is quiet there is nothing to ask.
        """
        if self.connection is None:
            return False
        server = self.connection.pgconn
        if server.status != ConnStatus.OK:
            return False
        heard = poll()
        heard.register(server.socket, POLLIN)
        is_quiet = server.transaction_status == TransactionStatus.IDLE and not heard.poll(0)
        return is_quiet or bool(super().is_usable())

    def _savepoint(self, sid: str) -> None:
        """It leaves together with the statements that it is for."""
        with self.wrap_database_errors:
            self.connection.session.say(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        """What was sent within is heard now: whoever asked for the savepoint wants to know what became of it."""
        with self.wrap_database_errors:
            self.connection.session.say(self.ops.savepoint_commit_sql(sid))
            self.connection.session.settle()

    def savepoint_rollback(self, sid: str) -> None:
        self.connection.session.abandon()
        super().savepoint_rollback(sid)
