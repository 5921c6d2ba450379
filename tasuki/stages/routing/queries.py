"""Who got a lead, why, and why not the others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tasuki.stages.routing.models import Assignment


def assignments_of(lead_id: UUID) -> QuerySet[Assignment]:
    """Every assignment of the lead with its trace, the newest first."""
    return Assignment.objects.filter(lead_id=lead_id).select_related("person", "by").order_by("-at", "-id")
