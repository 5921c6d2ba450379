"""Whom a question is put to: the database, its replica where there is one, or facts that were written to files.

Every statement of a report goes through `fetched`; it names the facts and nothing else of the product.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import OperationalError, connections

from tasuki.platform.database import REPLICA

Lines = list[tuple[Any, ...]]
log = logging.getLogger(__name__)


class Source(Protocol):
    def fetched(self, statement: str, parameters: Mapping[str, Any]) -> Lines:
        """The lines that answer a statement with ``%(name)s`` for its parameters."""


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL server by its name in the settings."""

    alias: str

    def fetched(self, statement: str, parameters: Mapping[str, Any]) -> Lines:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(statement, parameters)
            lines: Lines = cursor.fetchall()
        return lines


PRIMARY = Database("default")
"""What was written a moment ago is here: for what is frozen or has tables of its own."""


class ReplicaFirst:
    """The replica, which spares the primary; where it does not answer, the primary does."""

    def fetched(self, statement: str, parameters: Mapping[str, Any]) -> Lines:
        try:
            return Database(REPLICA).fetched(statement, parameters)
        except OperationalError as error:
            log.warning("The replica did not answer, so the primary does: %s", error)
            connections[REPLICA].close()
            return PRIMARY.fetched(statement, parameters)


_SOURCE: ContextVar[Source | None] = ContextVar("source of reports", default=None)


@contextmanager
def asking(source: Source) -> Iterator[None]:
    """Inside, every question is put to this source."""
    before = _SOURCE.set(source)
    try:
        yield
    finally:
        _SOURCE.reset(before)


def fetched(statement: str, parameters: Mapping[str, Any]) -> Lines:
    """Ask the source of the moment; without one, the replica where the settings name one, or the database."""
    return _source().fetched(statement, parameters)


def is_put_to_primary() -> bool:
    """Whether the database itself is asked now."""
    return _source() is PRIMARY


def _source() -> Source:
    return _SOURCE.get() or (ReplicaFirst() if REPLICA in settings.DATABASES else PRIMARY)
