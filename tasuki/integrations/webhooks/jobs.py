"""The worker's part of webhooks."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from tasuki.integrations.webhooks.models import Message
from tasuki.integrations.webhooks.sending import send_due
from tasuki.platform.jobs.retry import AFTER_THE_CLOCKS
from tasuki.platform.time.now import now

KEPT = timedelta(days=30)


@app.task(name="webhooks.send", priority=AFTER_THE_CLOCKS)
def send_to(endpoint: str) -> None:
    """Asked for by the heartbeat (`sending.ask_for_couriers`)."""
    send_due(UUID(endpoint), now())


@app.periodic(cron="47 3 * * *")
@app.task(name="webhooks.forget_old", queueing_lock="webhooks.forget_old")
def forget_old(timestamp: int) -> None:
    """The log is kept for a month."""
    old = Message.objects.filter(made_at__lt=now() - KEPT).exclude(state="waiting")
    while ids := list(old.order_by("made_at").values_list("pk", flat=True)[:1000]):
        Message.objects.filter(pk__in=ids).delete()
