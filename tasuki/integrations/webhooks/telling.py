"""From events to messages: a worker that follows the journal writes one per endpoint that wants to hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tasuki.integrations.webhooks.models import Endpoint, Message
from tasuki.platform.ids import new_id
from tasuki.platform.journal.models import Event
from tasuki.platform.rows import documents, names_of
from tasuki.platform.sql import run

_MESSAGE = names_of(Message)
EACH_EVENT_ONCE = f"""
INSERT INTO webhooks_message ({_MESSAGE})
SELECT {_MESSAGE} FROM jsonb_populate_recordset(NULL::webhooks_message, %(rows)s::jsonb)
ON CONFLICT (endpoint_id, event) DO NOTHING
"""


def tell(events: Sequence[Event], at: datetime) -> int:
    """Write a message per event and endpoint that listens; returns how many. Imported rows are not told one by one."""
    endpoints = list(Endpoint.objects.filter(disabled_at=None))
    rows = [
        message_of(event, endpoint, at)
        for event in (events if endpoints else ())
        for endpoint in endpoints
        if event.origin != "import" and hears(endpoint, event)
    ]
    if rows:
        run(EACH_EVENT_ONCE, {"rows": documents(rows)})
    return len(rows)


def hears(endpoint: Endpoint, event: Event) -> bool:
    return event.seq > endpoint.after and (not endpoint.codes or event.code in endpoint.codes)


def message_of(event: Event, endpoint: Endpoint, at: datetime) -> Message:
    return Message(
        id=new_id(at), endpoint_id=endpoint.pk, event=event.seq, code=event.code, made_at=at, due_at=at
    )
