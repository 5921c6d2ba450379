"""How often one may try: counted in the database, so that all web processes count together.

An attempt is counted before it is judged, so that guesses at the same moment are not let through together. Whoever
comes in has their count taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tasuki.platform.entry.models import Attempt
from tasuki.platform.entry.secret import keyed_digest_of
from tasuki.platform.refusals import TooManyAttempts
from tasuki.platform.sql import run


@dataclass(frozen=True, slots=True)
class Ceiling:
    """So many within this time."""

    most: int
    within: timedelta


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
CEILINGS: Mapping[str, Ceiling] = {
    "name_and_address": Ceiling(10, QUARTER),
    "name": Ceiling(50, QUARTER),
    "address": Ceiling(200, QUARTER),
    "second_factor": Ceiling(10, QUARTER),
    "password": Ceiling(10, QUARTER),
    "forgotten_name": Ceiling(3, HOUR),
    "forgotten_address": Ceiling(20, HOUR),
    "key_address": Ceiling(50, HOUR),
}
KEPT = timedelta(days=1)

# One more; a window that has passed begins anew.
COUNT = """
INSERT INTO entry_attempt AS known (key, since_at, count) VALUES (%(key)s, %(at)s, 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN known.since_at <= %(window)s THEN 1 ELSE known.count + 1 END,
  since_at = CASE WHEN known.since_at <= %(window)s THEN %(at)s ELSE known.since_at END
RETURNING count, since_at
"""


def count(at: datetime, **tried: tuple[str, ...]) -> None:
    """Count one attempt of each kind (a key of `CEILINGS`). Raises `TooManyAttempts` when one has been too many."""
    full = []
    for kind, parts in tried.items():
        ceiling = CEILINGS[kind]
        asked = {"key": keyed_digest_of(kind, *parts), "at": at, "window": at - ceiling.within}
        ((number, since_at),) = run(COUNT, asked)
        if number > ceiling.most:
            full.append(since_at + ceiling.within - at)
    if full:
        raise TooManyAttempts(max(full))


def forgive(**tried: tuple[str, ...]) -> None:
    """Whoever came in begins anew."""
    Attempt.objects.filter(pk__in=[keyed_digest_of(kind, *parts) for kind, parts in tried.items()]).delete()


def forget_old(at: datetime) -> None:
    Attempt.objects.filter(since_at__lt=at - KEPT).delete()
