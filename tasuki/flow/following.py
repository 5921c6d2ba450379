"""What follows later: a worker reads the journal along, and lets each such row of the process have the events."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from tasuki.flow.process import PROCESS
from tasuki.flow.row import LATER
from tasuki.platform.journal.following import follow

AT_A_TIME = 200


def follow_the_journal(at: datetime) -> int:
    """Everything that has happened since the last time, told to those who follow; returns how many events were read."""
    read = 0
    for row in PROCESS:
        if row.run == LATER:
            while events := follow(row.then, partial(row.action, at=at), AT_A_TIME):
                read += events
    return read
