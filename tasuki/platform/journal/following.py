"""Somebody who reads the journal along: each event once, in the feed's order, by whichever worker comes first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from django.db import OperationalError, transaction

from tasuki.platform.journal.models import Event
from tasuki.platform.journal.queries import Cursor, feed
from tasuki.platform.sql import run

Read = Callable[[Sequence[Event]], object]
log = logging.getLogger(__name__)

THE_PLACE = "SELECT txid, seq FROM journal_follower WHERE name = %(name)s"
TAKE_THE_PLACE = f"{THE_PLACE} FOR UPDATE SKIP LOCKED"
BEGIN = "INSERT INTO journal_follower (name, txid, seq) VALUES (%(name)s, 0, 0) ON CONFLICT DO NOTHING"
MOVE_ON = "UPDATE journal_follower SET txid = %(txid)s, seq = %(seq)s WHERE name = %(name)s"


def follow(name: str, read: Read, limit: int = 200) -> int:
    """Let ``read`` have the next events, in the transaction that notes the place; returns how many there were.

    What ``read`` writes to the database is written once, however often a worker dies. An event that it cannot take is
    logged and passed over, so that those behind it are read.
    """
    if not feed(_place(name), 1):
        return 0
    with transaction.atomic():
        place = run(TAKE_THE_PLACE, {"name": name})
        if not place:
            return 0  # another worker reads at this moment
        events = feed(place[0], limit)
        if events:
            _have_read(name, read, events)
            run(MOVE_ON, {"name": name, "txid": events[-1].txid, "seq": events[-1].seq})
        return len(events)


def _place(name: str) -> Cursor:
    found = run(THE_PLACE, {"name": name})
    if not found:
        run(BEGIN, {"name": name})
        return (0, 0)
    return (found[0][0], found[0][1])


def _have_read(name: str, read: Read, events: Sequence[Event]) -> None:
    try:
        with transaction.atomic():
            read(events)
    except OperationalError:
        raise  # the database is not well: the same events once more, when it is
    except Exception:
        if len(events) > 1:
            for one in events:
                _have_read(name, read, [one])
        else:
            log.exception("%s cannot take event %s (%s)", name, events[0].seq, events[0].code)
