"""Compute the next item while the caller still works with this one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from queue import Empty, Full, Queue
from typing import Generic, TypeVar

T = TypeVar("T")
_POLL_SECONDS = 0.1
_SWITCH_SECONDS = 0.00005


class Ahead(Generic[T]):
    """Runs an iterator in a thread, at most ``depth`` items ahead. It must not touch the database.

    An error inside the iterator is raised where its item would have come. Leaving the block stops the thread.
    Meanwhile the interpreter changes threads at once when asked to: the caller waits for the database thousands of
    times, and would wait again for the thread's turn to end each time that the database has answered.
    """

    def __init__(self, items: Iterator[T], depth: int = 2) -> None:
        self._items = items
        self._queue: Queue[T | BaseException | None] = Queue(maxsize=depth)
        self._stopped = threading.Event()
        self._interval = sys.getswitchinterval()
        self._thread = threading.Thread(target=self._run, name="read-ahead", daemon=True)

    def __enter__(self) -> Iterator[T]:
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._thread.start()
        return self._taken()

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._thread.join()
        sys.setswitchinterval(self._interval)

    def _run(self) -> None:
        try:
            for item in self._items:
                if not self._put(item):
                    return
            self._put(None)
        except BaseException as error:
            self._put(error)

    def _put(self, item: T | BaseException | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_POLL_SECONDS)
            except Full:
                continue
            return True
        return False

    def _taken(self) -> Iterator[T]:
        while True:
            try:
                item = self._queue.get(timeout=_POLL_SECONDS)
            except Empty:
                continue
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
