"""Another program shall hear of events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tasuki.integrations.webhooks.actions.checks import bad_address, unknown_events
from tasuki.integrations.webhooks.models import Endpoint
from tasuki.integrations.webhooks.signing import new_secret
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.entry.sealing import sealed
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.models import Event
from tasuki.platform.refusals import Forbidden, Invalid


@transaction.atomic
def add(
    url: str, *, by: Actor, at: datetime, codes: Iterable[str] = (), description: str = ""
) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which is shown this once. It hears of what happens from now on.

    Raises `Forbidden`, `Invalid`.
    """
    ask_any(by, "webhook.edit")
    if by.person_id is None:
        raise Forbidden("webhook.edit", ())
    wanted, secret = sorted(set(codes)), new_secret()
    problems = [*bad_address(url), *unknown_events(wanted)]
    if problems:
        raise Invalid(problems)
    endpoint = Endpoint.objects.create(
        id=new_id(at),
        owner_id=by.person_id,
        url=url,
        description=description.strip()[:200],
        codes=wanted,
        secret=sealed(secret),
        after=Event.objects.aggregate(last=Max("seq"))["last"] or 0,
        created_at=at,
    )
    append(Entry("webhook.added", at, by, "webhook", endpoint.pk, data={"codes": wanted}))
    return endpoint, secret
