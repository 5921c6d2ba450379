from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from tasuki.records.models import Lead, Opportunity


def note_activity(lead_id: UUID, at: datetime) -> bool:
    """Something happened with the buyer: the lead's deal is not stalled (HY-3). An earlier moment changes nothing.

    The event that tells of it is the touch itself. Returns whether the deal is livelier for it.
    """
    deals = Opportunity.objects.filter(
        pk__in=Lead.objects.filter(pk=lead_id).values("opportunity"), state="open"
    )
    later = deals.filter(Q(last_activity_at__isnull=True) | Q(last_activity_at__lt=at))
    return bool(later.update(last_activity_at=at, version=F("version") + 1))
