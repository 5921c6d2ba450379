"""A new secret; the one before holds a while longer, so that the receiver can change over in its own time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tasuki.integrations.webhooks.models import Endpoint
from tasuki.integrations.webhooks.queries import endpoint_for
from tasuki.integrations.webhooks.signing import new_secret
from tasuki.platform.access.actor import Actor
from tasuki.platform.entry.sealing import sealed
from tasuki.platform.journal.append import Entry, append

OVERLAP = timedelta(hours=24)


@transaction.atomic
def rotate(
    endpoint_id: UUID, *, by: Actor, at: datetime, overlap: timedelta = OVERLAP
) -> tuple[Endpoint, str]:
    """The endpoint and its new secret, shown this once; both sign until ``overlap`` is over. Raises `Forbidden`."""
    endpoint, secret = endpoint_for(by, endpoint_id, lock=True), new_secret()
    endpoint.old_secret, endpoint.old_until_at = endpoint.secret, at + overlap
    endpoint.secret = sealed(secret)
    endpoint.save(update_fields=["secret", "old_secret", "old_until_at"])
    append(Entry("webhook.edited", at, by, "webhook", endpoint.pk, data={"fields": ["secret"]}))
    return endpoint, secret
