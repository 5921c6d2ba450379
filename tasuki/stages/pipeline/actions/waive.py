from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.atomic import atomic
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Opportunity
from tasuki.records.moves import move
from tasuki.rules.gates import day_of
from tasuki.sla.actions import settle
from tasuki.stages.pipeline.telling import tell
from tasuki.stages.pipeline.waivers import open_gap


def expire_waivers(at: datetime) -> int:
    """SL-12: where the waiver has run out and the gap is still open, the opportunity leaves the forecast.

    Returns how many left. Each is a transaction of its own, and one that somebody works on is left for next time.
    """
    today = day_of(at, in_force())
    due = Opportunity.objects.filter(state="open", in_forecast=True, waiver_expires_on__lt=today)
    return sum(_expire(key, at) for key in list(due.order_by("pk").values_list("pk", flat=True)))


@atomic
def settle_waiver(lead_id: UUID, because: str, *, by: Actor, at: datetime) -> bool:
    """Close the override's gap if the lead's answers now meet what was waived; the deal is in the forecast (again).

    ``because`` is the code of the event that made it worth looking. Returns whether a gap was closed.
    """
    waived = Opportunity.objects.filter(lead=lead_id, state="open", waiver_expires_on__isnull=False)
    row = waived.select_for_update().first()
    if row is None or open_gap(row, at):
        return False
    _close_gap(row, because, by=by, at=at)
    return True


@transaction.atomic
def _expire(opportunity_id: UUID, at: datetime) -> bool:
    row = (
        Opportunity.objects.select_for_update(skip_locked=True)
        .filter(pk=opportunity_id, state="open", in_forecast=True)
        .first()
    )
    if row is None:
        return False
    gap = open_gap(row, at)
    if not gap:
        _close_gap(row, "waiver.expired", by=SYSTEM, at=at)
        return False
    move("opportunity", "expire_waiver", row.state)
    row.in_forecast = False
    row.version += 1
    row.save(update_fields=["in_forecast", "version"])
    data = {"open": sorted({finding.rule for finding in gap}), "expired_on": str(row.waiver_expires_on)}
    tell("waiver.expired", row, by=SYSTEM, at=at, data=data)
    return True


def _close_gap(row: Opportunity, because: str, *, by: Actor, at: datetime) -> None:
    row.waiver_expires_on = None
    row.in_forecast = True
    row.version += 1
    row.save(update_fields=["waiver_expires_on", "in_forecast", "version"])
    if row.lead_id is not None:
        settle(row.lead_id, "gate.overridden", because, by=by, at=at)
    tell("opportunity.edited", row, by=by, at=at, data={"fields": ["waiver_expires_on"], "gap": "closed"})
