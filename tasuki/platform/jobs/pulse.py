"""What a worker looks at every second: whether there is anything to read or to send."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from django.db import close_old_connections

Beat = Callable[[datetime], object]
EVERY = 1.0
"""Seconds."""
log = logging.getLogger(__name__)
_beats: list[Beat] = []


def on_beat(beat: Beat) -> None:
    """Call ``beat`` with every heartbeat of every worker. It does nothing where there is nothing to do, and quickly."""
    if beat not in _beats:
        _beats.append(beat)


def beat(at: datetime) -> None:
    """One heartbeat; what fails does not keep the others from theirs, and is tried again with the next."""
    for one in _beats:
        close_old_connections()
        try:
            one(at)
        except Exception:
            log.exception("a heartbeat failed")


class Pulse(Thread):
    """Beats beside a worker until it is stopped."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(name="pulse", daemon=True)
        self.clock = clock
        self._ended = Event()

    def run(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                beat(self.clock())
            except Exception:  # the clock of the demo company is a row, and the database may be away
                log.exception("the pulse missed a beat")
        close_old_connections()

    def stop(self) -> None:
        self._ended.set()
        self.join(timeout=10)
