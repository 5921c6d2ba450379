"""An endpoint moves, hears of other events, is switched off and on, or is taken away with its log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.integrations.webhooks.actions.checks import bad_address, unknown_events
from tasuki.integrations.webhooks.models import Endpoint
from tasuki.integrations.webhooks.queries import endpoint_for
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import Invalid


@transaction.atomic
def edit(
    endpoint_id: UUID,
    *,
    by: Actor,
    at: datetime,
    url: str | None = None,
    codes: Iterable[str] | None = None,
    description: str | None = None,
) -> Endpoint:
    """What is None stays. Raises `Forbidden`, `NotFound`, `Invalid`."""
    endpoint = endpoint_for(by, endpoint_id, lock=True)
    wanted = {
        "url": endpoint.url if url is None else url,
        "codes": endpoint.codes if codes is None else sorted(set(codes)),
        "description": endpoint.description if description is None else description.strip()[:200],
    }
    problems = [*(bad_address(url) if url is not None else ()), *unknown_events(wanted["codes"])]
    if problems:
        raise Invalid(problems)
    changed = [name for name, value in wanted.items() if getattr(endpoint, name) != value]
    for name in changed:
        setattr(endpoint, name, wanted[name])
    if changed:
        endpoint.save(update_fields=changed)
        append(Entry("webhook.edited", at, by, "webhook", endpoint.pk, data={"fields": changed}))
    return endpoint


@transaction.atomic
def disable(endpoint_id: UUID, *, by: Actor, at: datetime) -> Endpoint:
    """Nothing is sent there any more; doing it twice keeps the first moment. Raises `Forbidden`, `NotFound`."""
    endpoint = endpoint_for(by, endpoint_id, lock=True)
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_because = at, "by_hand"
        endpoint.save(update_fields=["disabled_at", "disabled_because"])
        data = {"owner": str(endpoint.owner_id)}
        append(Entry("webhook.disabled", at, by, "webhook", endpoint.pk, reason="by_hand", data=data))
    return endpoint


@transaction.atomic
def enable(endpoint_id: UUID, *, by: Actor, at: datetime) -> Endpoint:
    """It hears again, and what waits for it is sent; what happened meanwhile can be replayed."""
    endpoint = endpoint_for(by, endpoint_id, lock=True)
    if endpoint.disabled_at is not None:
        endpoint.disabled_at, endpoint.disabled_because = None, ""
        endpoint.failures, endpoint.failing_since_at, endpoint.rests_until_at = 0, None, None
        endpoint.save()
        append(Entry("webhook.edited", at, by, "webhook", endpoint.pk, data={"fields": ["disabled_at"]}))
    return endpoint


@transaction.atomic
def remove(endpoint_id: UUID, *, by: Actor, at: datetime) -> None:
    """It is gone, and its log with it. Raises `Forbidden`, `NotFound`."""
    endpoint = endpoint_for(by, endpoint_id, lock=True)
    append(Entry("webhook.removed", at, by, "webhook", endpoint.pk))
    endpoint.delete()
