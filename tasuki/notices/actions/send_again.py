"""A letter that was given up is tried once more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.notices.models import Delivery
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound


@transaction.atomic
def send_again(delivery_id: UUID, *, by: Actor, at: datetime) -> Delivery:
    """Raises `Forbidden`, and `NotFound` for one that has not failed."""
    ask_any(by, "system.operate")
    row = Delivery.objects.select_for_update().filter(pk=delivery_id, state="failed").first()
    if row is None:
        raise NotFound("letter", delivery_id)
    row.state, row.due_at, row.attempts = "waiting", at, 0
    row.save(update_fields=["state", "due_at", "attempts"])
    return row
