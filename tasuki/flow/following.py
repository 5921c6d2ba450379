"""What follows later: a worker reads the journal along, and lets each such row of the process have the events."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from tasuki.flow.process import PROCESS
from tasuki.flow.row import LATER, Row
from tasuki.platform.journal.following import follow

AT_A_TIME, TIMES = 500, 10
"""After so many events somebody else has a turn: an import tells of a million."""


def follow_the_journal(at: datetime) -> int:
    """What has happened since the last time, told to those who follow; returns how many events were read."""
    return sum(_follow(row, at) for row in PROCESS if row.run == LATER)


def _follow(row: Row, at: datetime) -> int:
    read = 0
    for _ in range(TIMES):
        events = follow(row.then, partial(row.action, at=at), AT_A_TIME)
        read += events
        if events < AT_A_TIME:
            break
    return read
