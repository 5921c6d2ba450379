"""When a webhook that failed is tried again, how long a failing endpoint rests, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""As Standard Webhooks advises; after the last one the message has failed, and can be replayed."""
GIVEN_UP_AFTER = timedelta(days=5)
"""An endpoint that has failed for so long without one success is disabled, and its owner told."""
LONGEST_REST = timedelta(minutes=10)


def next_try(attempts: int, at: datetime) -> datetime | None:
    return at + RETRIES[attempts - 1] if attempts <= len(RETRIES) else None


def rest_after(failures: int) -> timedelta:
    """How long an endpoint is spared after so many failures in a row: 2 s, 4 s, 8 s … 10 min."""
    return min(timedelta(seconds=2 ** min(failures, 10)), LONGEST_REST)
