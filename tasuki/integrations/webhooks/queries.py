"""The endpoints that somebody looks after, and their logs."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tasuki.integrations.webhooks.models import Endpoint, Message
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.refusals import NotFound


def endpoints(by: Actor) -> QuerySet[Endpoint]:
    """All of them, the newest first. Raises `Forbidden`."""
    ask_any(by, "webhook.edit")
    return Endpoint.objects.select_related("owner").order_by("-created_at", "-id")


def endpoint_for(by: Actor, endpoint_id: UUID, *, lock: bool = False) -> Endpoint:
    """Raises `Forbidden`, `NotFound`."""
    rows = endpoints(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=endpoint_id).first()
    if found is None:
        raise NotFound("webhook", endpoint_id)
    return found


def log_of(by: Actor, endpoint_id: UUID) -> QuerySet[Message]:
    """What was and is to be sent there, the newest first, with every attempt. Raises `Forbidden`, `NotFound`."""
    rows = Message.objects.filter(endpoint=endpoint_for(by, endpoint_id)).select_related("endpoint")
    return rows.prefetch_related("tries").order_by("-made_at", "-id")
