"""Couriers: what is due to an endpoint is sent, one message after the other, and every attempt is kept.

A message on its way is due again after a minute, so that another worker takes it over where this one dies. Its id stays
the same, so that a receiver can drop what comes twice. No row is held while a receiver thinks.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic
from uuid import UUID

import httpcore2
from django.db import transaction

import tasuki
from tasuki.integrations.webhooks.address import as_it_travels
from tasuki.integrations.webhooks.guard import Guarded, NotAllowed
from tasuki.integrations.webhooks.models import Attempt, Endpoint, Message
from tasuki.integrations.webhooks.schedule import GIVEN_UP_AFTER, next_try, rest_after
from tasuki.integrations.webhooks.signing import headers_of
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.entry.sealing import unsealed
from tasuki.platform.http.json import to_json
from tasuki.platform.ids import new_id
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.models import Event
from tasuki.platform.journal.shape import shape_of
from tasuki.platform.sql import run

TIMEOUT = 10.0
ON_ITS_WAY = timedelta(seconds=45)
PATIENCE = 20.0
"""Seconds after which a courier makes room for others."""
KEPT = 2000
"""Characters of an answer."""
GONE = 410
TROUBLES = (
    NotAllowed, OSError, ValueError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError,
)  # fmt: skip
"""Whatever may come between us and an answer."""
TEST = "webhook.tested"
SEALED_ELSEWHERE = "the secret was sealed with another secret key: make a new one"

WHO_WAITS = """
SELECT e.id FROM webhooks_endpoint e
WHERE e.disabled_at IS NULL AND (e.rests_until_at IS NULL OR e.rests_until_at <= %(at)s)
  AND EXISTS (SELECT FROM webhooks_message m
    WHERE m.endpoint_id = e.id AND m.state = 'waiting' AND m.due_at <= %(at)s)
  AND NOT EXISTS (SELECT FROM procrastinate_jobs j
    WHERE j.queueing_lock = 'webhooks.send:' || e.id AND j.status = 'todo')
"""
TAKE_THE_NEXT = """
UPDATE webhooks_message SET due_at = %(until)s, attempts = attempts + 1
WHERE id = (SELECT m.id FROM webhooks_message m JOIN webhooks_endpoint e ON e.id = m.endpoint_id
  WHERE m.endpoint_id = %(endpoint)s AND m.state = 'waiting' AND m.due_at <= %(at)s AND e.disabled_at IS NULL
  ORDER BY m.due_at, m.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a receiver answered; ``status`` 0 where nobody did."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    error: str = ""
    milliseconds: int = 0

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


def ask_for_couriers(at: datetime) -> None:
    """With every heartbeat: a job for each endpoint with something due, where none was asked for yet."""
    for (endpoint,) in run(WHO_WAITS, {"at": at}):
        enqueue("webhooks.send", f"webhooks.send:{endpoint}", endpoint=str(endpoint))


def send_due(endpoint_id: UUID, at: datetime, patience: float = PATIENCE) -> int:
    """Send what is due to one endpoint until nothing is, or it fails; returns how many arrived."""
    began, arrived = monotonic(), 0
    while (elapsed := monotonic() - began) < patience:
        until = at + timedelta(seconds=elapsed) + ON_ITS_WAY
        taken = run(TAKE_THE_NEXT, {"endpoint": endpoint_id, "at": at, "until": until})
        if not taken or not send(Message.objects.select_related("endpoint").get(pk=taken[0][0]), at):
            break
        arrived += 1
    return arrived


def send(message: Message, at: datetime) -> bool:
    """One attempt, noted whatever comes of it; whether the receiver took it."""
    endpoint = message.endpoint
    body = to_json(payload_of(message))
    keys = keys_of(endpoint, at)
    headers = headers_of(id_of(message), body, keys, at)
    answered = post(endpoint.url, headers, body) if keys else Answered(error=SEALED_ELSEWHERE)
    _note(message, at, headers, body, answered)
    return answered.is_taken


def id_of(message: Message) -> str:
    """The same for every attempt and replay of an event."""
    return f"evt_{message.event}" if message.event else f"test_{message.pk.hex}"


def payload_of(message: Message) -> dict[str, object]:
    """The event's public shape, as the API shows it."""
    event = Event.objects.filter(pk=message.event).first() if message.event else None
    if event is None:
        return {"type": TEST, "timestamp": message.made_at, "data": {"endpoint": message.endpoint_id}}
    return {"type": event.code, "timestamp": event.at, "data": shape_of(event, "en")}


def keys_of(endpoint: Endpoint, at: datetime) -> list[str]:
    """The secret, and the one before it while both hold."""
    keys = [unsealed(endpoint.secret)]
    if endpoint.old_secret and endpoint.old_until_at is not None and at < endpoint.old_until_at:
        keys.append(unsealed(endpoint.old_secret))
    return [key for key in keys if key]


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answered:
    """Redirects are answers like others: nobody follows them."""
    sent = {**headers, "Content-Type": "application/json", "User-Agent": f"Tasuki/{tasuki.__version__}"}
    began = monotonic()
    waits = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT)
    try:
        with _connections().stream(
            "POST",
            as_it_travels(url),
            headers=[(name.encode(), value.encode()) for name, value in sent.items()],
            content=body,
            extensions={"timeout": waits},
        ) as response:
            said = bytearray()
            for chunk in response.iter_stream():
                said += chunk
                if len(said) > 4 * KEPT or monotonic() - began > TIMEOUT:
                    break
            return Answered(
                response.status,
                {
                    name.decode("latin-1"): value.decode("latin-1")[:200]
                    for name, value in response.headers[:30]
                },
                bytes(said).decode("utf-8", "replace").replace("\0", "")[:KEPT],
                milliseconds=_since(began),
            )
    except TROUBLES as trouble:
        said_so = f"{type(trouble).__name__}: {trouble}".rstrip(": ")
        return Answered(error=said_so[:300], milliseconds=_since(began))


@lru_cache(maxsize=1)
def _connections() -> httpcore2.ConnectionPool:
    """Each attempt connects anew, so that each is checked."""
    return httpcore2.ConnectionPool(
        ssl_context=ssl.create_default_context(),
        max_keepalive_connections=0,
        network_backend=Guarded(),
    )


def _since(began: float) -> int:
    return int((monotonic() - began) * 1000)


@transaction.atomic
def _note(
    message: Message, at: datetime, headers: Mapping[str, str], body: bytes, answered: Answered
) -> None:
    """The attempt, what became of the message, and how the endpoint does."""
    endpoint = Endpoint.objects.select_for_update().get(pk=message.endpoint_id)
    Attempt.objects.create(
        id=new_id(at),
        message=message,
        at=at,
        milliseconds=answered.milliseconds,
        status=answered.status,
        request_headers={name: value for name, value in headers.items() if name != "webhook-signature"},
        request_body=body.decode(),
        response_headers=dict(answered.headers),
        response_body=answered.body,
        error=answered.error,
    )
    due_at = None if answered.is_taken else next_try(message.attempts, at)
    message.state = "sent" if answered.is_taken else "waiting" if due_at else "failed"
    message.sent_at = at if answered.is_taken else None
    message.due_at = due_at or message.due_at
    message.save(update_fields=["state", "sent_at", "due_at"])
    _judge(endpoint, answered, at)


def _judge(endpoint: Endpoint, answered: Answered, at: datetime) -> None:
    if answered.is_taken:
        if endpoint.failures:
            endpoint.failures, endpoint.failing_since_at, endpoint.rests_until_at = 0, None, None
            endpoint.save(update_fields=["failures", "failing_since_at", "rests_until_at"])
        return
    endpoint.failures += 1
    endpoint.failing_since_at = endpoint.failing_since_at or at
    endpoint.rests_until_at = at + rest_after(endpoint.failures)
    because = "gone" if answered.status == GONE else ""
    if at - endpoint.failing_since_at >= GIVEN_UP_AFTER:
        because = because or "failing"
    if because and endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_because = at, because
        data = {"owner": str(endpoint.owner_id), "status": answered.status}
        append(Entry("webhook.disabled", at, SYSTEM, "webhook", endpoint.pk, reason=because, data=data))
    endpoint.save()
