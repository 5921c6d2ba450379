"""The AE's discovery: the calls that were held, and how the checklist stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.refusals import NotFound
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.rules.gates import decide
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.handoff.checklist import ItemStanding, standings
from tasuki.stages.handoff.queries import dossier_for_handoff


def checklist(lead: Lead, at: datetime) -> tuple[ItemStanding, ...]:
    """CH-7 … CH-13 as the opportunity gate answers them at ``at``: standing, evidence, findings with their fix."""
    book = in_force()
    decision = decide("opportunity", dossier_for_handoff(lead), book, at)
    return standings("discovery", book, decision.findings)


def discoveries_visible_to(by: Actor) -> QuerySet[Discovery]:
    """The discovery calls of the leads that ``by`` may see, the latest first."""
    rows = visible(Discovery.objects.all(), by, "lead.read", "lead__owner", "lead__ae")
    return rows.select_related("lead", "ae", "meeting").order_by("-held_at", "-id")


def discovery_for(by: Actor, discovery_id: UUID) -> Discovery:
    """The discovery call, if ``by`` may see its lead. Raises `NotFound` either way otherwise."""
    found = discoveries_visible_to(by).filter(pk=discovery_id).first()
    if found is None:
        raise NotFound("discovery", discovery_id)
    return found
