"""Questions that do not hang on one another are asked at the same time, of a second connection besides.

A process has one second connection, and whoever finds it taken, or cannot open it, asks one question after the other:
while many read, every processor has its work already. For the same reason no statement of so many questions is spread
over further processes, which costs more than it saves. Of few questions PostgreSQL may spread each as it likes.

Inside a transaction everything is asked within it, since only it sees what was written there.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from threading import Lock
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from tasuki.insight.asking import is_put_to_primary

Told = TypeVar("Told")
MANY = 4
"""From so many questions on a second connection saves more than processes for each statement do."""
ALONE = "SET LOCAL max_parallel_workers_per_gather = 0"
_second = ThreadPoolExecutor(1, "second connection")
_taken = Lock()
log = logging.getLogger(__name__)


def together(questions: Sequence[Callable[[], Told]]) -> list[Told]:
    """What each of them tells, in their order. Raises what one of them raises, and then asks no further."""
    apart = len(questions) >= MANY and is_put_to_primary() and not connection.in_atomic_block
    if not apart:
        return [ask() for ask in questions]
    if not _taken.acquire(blocking=False):
        with _one_process_each():
            return [ask() for ask in questions]
    try:
        return _at_the_same_time(questions)
    finally:
        _taken.release()


def leave() -> None:
    """The second connection ends."""
    _second.submit(lambda: connection.close()).result()


def _at_the_same_time(questions: Sequence[Callable[[], Told]]) -> list[Told]:
    """This thread begins with the first one, the other with the last."""
    waiting, told = deque(enumerate(questions)), dict[int, Told]()
    other = _second.submit(copy_context().run, _ask_beside, lambda: _ask(waiting.pop, waiting, told))
    try:
        with _one_process_each():
            _ask(waiting.popleft, waiting, told)
    finally:
        other.exception()
    other.result()
    return [told[place] for place in range(len(questions))]


def _ask(
    take: Callable[[], tuple[int, Callable[[], Told]]],
    waiting: deque[tuple[int, Callable[[], Told]]],
    told: dict[int, Told],
) -> None:
    while True:
        try:
            place, ask = take()
        except IndexError:
            return
        try:
            told[place] = ask()
        except BaseException:
            waiting.clear()
            raise


def _ask_beside(ask: Callable[[], None]) -> None:
    """Whether the connection still stands is looked at first, as before each request. Where none is to be had, no
    question is taken: the first connection answers them all."""
    try:
        connection.close_if_unusable_or_obsolete()
        connection.ensure_connection()
    except OperationalError as error:
        log.warning("There is no second connection, so the first answers everything: %s", error)
        return
    with _one_process_each():
        ask()


@contextmanager
def _one_process_each() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
        yield
