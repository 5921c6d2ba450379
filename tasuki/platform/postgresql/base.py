"""The database engine of the settings. Django's own asks the server before each request whether it is still there."""

from __future__ import annotations

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus, TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is looked at, and asked only where there is something to see."""

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
