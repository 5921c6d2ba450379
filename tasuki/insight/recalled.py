"""Numbers that were asked for a moment ago are not asked for again, as long as nothing has happened since.

Whoever opens a diagnosis opens the leak beside it, looks at rows and comes back. Everything that changes a number is
journalled in the same transaction, and a snapshot of the database tells exactly which events it did not see: one that
is there now and was not then makes the numbers be asked for anew. What only time changes is at most `LONGEST` old, and
an answer says as of when it is.

The snapshot of a copy of the database does not tell which transactions are under way at its source, so what a replica
answers (``DATABASE_REPLICA_URL``) is not kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock

from django.conf import settings

from tasuki.insight.asked import Asked
from tasuki.insight.asking import fetched
from tasuki.insight.report import Answer, Report, answer_of, counted
from tasuki.insight.tables import MOST_ROWS, Filled
from tasuki.platform.database import REPLICA
from tasuki.rules.playbook import Playbook

LONGEST = timedelta(minutes=1)
MOST = 40_000
"""So many numbers are kept by one process, those of the latest questions."""
SEEN = "SELECT pg_current_snapshot()::text"
HAPPENED = """
SELECT EXISTS (SELECT FROM journal_event e
  WHERE e.txid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint
    AND NOT pg_visible_in_snapshot(e.txid::text::xid8, %(seen)s::pg_snapshot))
"""


@dataclass(frozen=True)
class Kept:
    """The numbers of a question, its moment, and the snapshot that was taken before they were asked for."""

    tables: tuple[Filled, ...]
    at: datetime
    seen: str

    @cached_property
    def size(self) -> int:
        return sum(len(row.cells) for table in self.tables for row in (*table.rows, table.total))


class Memory:
    """The latest answers of this process, by their questions, as many as hold `MOST` numbers."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._numbers = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Kept | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, kept: Kept) -> None:
        """In place of what was kept of this question; one with more than `MOST` numbers is not kept."""
        with self._lock:
            self._drop(key)
            if kept.size > MOST:
                return
            self._kept[key] = kept
            self._numbers += kept.size
            while self._numbers > MOST:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._numbers = 0

    def _drop(self, key: Hashable) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._numbers -= dropped.size


_memory = Memory()


def recalled(report: Report, asked: Asked, book: Playbook, *, most: int | None = MOST_ROWS) -> Answer:
    """`report.answer`, from memory where that is still so; its ``asked.at`` is the moment that it is of."""
    key = _key(report, asked, book)
    kept = _memory.get(key)
    if kept is None or not _still_holds(kept, asked.at):
        kept = _asked_for(report, asked, book)
        if REPLICA not in settings.DATABASES:
            _memory.keep(key, kept)
    return answer_of(report, kept.tables, replace(asked, at=kept.at), book, most=most)


def forget() -> None:
    """Everything is asked for anew."""
    _memory.clear()


def _key(report: Report, asked: Asked, book: Playbook) -> Hashable:
    """Reports of the same tables share their numbers, as the diagnosis and the leak do."""
    question = (asked.since, asked.until, asked.zone, asked.by, tuple(sorted(asked.only.items())), asked.seen)
    return report.tables, report.work_out, question, book.stamp


def _still_holds(kept: Kept, at: datetime) -> bool:
    if not kept.at <= at <= kept.at + LONGEST:
        return False
    ((happened,),) = fetched(HAPPENED, {"seen": kept.seen})
    return not happened


def _asked_for(report: Report, asked: Asked, book: Playbook) -> Kept:
    """The snapshot comes first: what is committed while the numbers are asked for has not been seen."""
    ((seen,),) = fetched(SEEN, {})
    return Kept(counted(report, asked, book), asked.at, seen)
