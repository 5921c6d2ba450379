"""What was sent is sent once more, with the same id: one message, or everything since a moment. And a test."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.integrations.webhooks.models import Endpoint, Message
from tasuki.integrations.webhooks.queries import endpoint_for, log_of
from tasuki.integrations.webhooks.sending import TEST
from tasuki.integrations.webhooks.telling import message_of
from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import NotFound, NotPossibleNow
from tasuki.rules.wording import N_, Sentence

AT_MOST = 10_000
"""Events that one replay may hold."""


@transaction.atomic
def send_test(endpoint_id: UUID, *, by: Actor, at: datetime) -> Message:
    """A message of no event, so that a receiver can be tried out. Raises `Forbidden`, `NotFound`, `NotPossibleNow`."""
    endpoint = _enabled(by, endpoint_id)
    return Message.objects.create(id=new_id(at), endpoint=endpoint, code=TEST, made_at=at, due_at=at)


@transaction.atomic
def replay(endpoint_id: UUID, message_id: UUID, *, by: Actor, at: datetime) -> Message:
    """One message once more, whatever became of it. Raises `Forbidden`, `NotFound`, `NotPossibleNow`."""
    _enabled(by, endpoint_id)
    message = log_of(by, endpoint_id).filter(pk=message_id).first()
    if message is None:
        raise NotFound("message", message_id)
    message.state, message.due_at, message.attempts = "waiting", at, 0
    message.save(update_fields=["state", "due_at", "attempts"])
    return message


@transaction.atomic
def replay_since(endpoint_id: UUID, since: datetime, *, by: Actor, at: datetime) -> int:
    """Every event since then that the endpoint wants to hear of, also those from before it was there; returns how many.

    Raises `Forbidden`, `NotFound`, and `NotPossibleNow` where it is disabled, or there are too many.
    """
    endpoint = _enabled(by, endpoint_id)
    rows = Event.objects.filter(at__gte=since, at__lte=at).exclude(origin="import")
    if endpoint.codes:
        rows = rows.filter(code__in=endpoint.codes)
    events = list(rows.order_by("seq")[: AT_MOST + 1])
    if len(events) > AT_MOST:
        text = N_("More than %(limit)s events have happened since then; choose a later moment.")
        raise NotPossibleNow(Sentence(text, {"limit": AT_MOST}))
    Message.objects.bulk_create(
        [message_of(event, endpoint, at) for event in events],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["endpoint", "event"],
        update_fields=["state", "due_at", "attempts"],
    )
    return len(events)


def _enabled(by: Actor, endpoint_id: UUID) -> Endpoint:
    endpoint = endpoint_for(by, endpoint_id, lock=True)
    if endpoint.disabled_at is not None:
        raise NotPossibleNow(Sentence(N_("The endpoint is disabled; enable it first.")))
    return endpoint
