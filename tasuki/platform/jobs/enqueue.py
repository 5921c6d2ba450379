"""Hand work to the queue inside the caller's transaction: the job table is the outbox."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def enqueue(task: str, key: str, **ids: Any) -> bool:
    """Defer ``task`` with these ids; a second call with the same ``key`` while the first still waits does nothing.

    Returns whether a job was added. The savepoint keeps the caller's transaction alive when the key is taken.
    """
    try:
        with transaction.atomic():
            app.configure_task(task, queueing_lock=key, allow_unknown=True).defer(**ids)
    except AlreadyEnqueued:
        return False
    return True
