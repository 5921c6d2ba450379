"""The page for operators: who works, what waits, what has failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasuki.integrations.webhooks.models import Endpoint
from tasuki.notices.models import Delivery
from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.jobs.health import Health, health_of_the_queue

SHOWN = 50


@dataclass(frozen=True, slots=True)
class WorkerPage:
    health: Health
    letters: tuple[Delivery, ...]
    endpoints: tuple[Endpoint, ...]


def worker_page(*, by: Actor, at: datetime) -> WorkerPage:
    """Raises `Forbidden`."""
    ask_any(by, "system.operate")
    failed = Delivery.objects.filter(state="failed").select_related("person").order_by("-tried_at")
    failing = Endpoint.objects.filter(failures__gt=0).order_by("failing_since_at")
    return WorkerPage(health_of_the_queue(at), tuple(failed[:SHOWN]), tuple(failing[:SHOWN]))
