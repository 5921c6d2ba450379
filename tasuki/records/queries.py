"""Find, lock and read records; and the one way in which a lead enters a state."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.platform.access.actor import Actor, visible
from tasuki.platform.refusals import NotFound
from tasuki.records.models import Lead

LEAD_OWNERS = ("owner", "ae")


def locked_lead(lead_id: UUID | str) -> Lead:
    """The lead, locked until the transaction ends; always the first lock taken. Raises `NotFound`."""
    lead = Lead.objects.select_for_update(of=("self",)).filter(pk=_as_uuid("lead", lead_id)).first()
    if lead is None:
        raise NotFound("lead", lead_id)
    return lead


def lead_for(by: Actor, key: str | UUID) -> Lead:
    """The lead with this id or external id, if ``by`` may see it. Raises `NotFound` either way otherwise."""
    rows = visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS)
    found = rows.filter(**_id_or_external(key)).select_related("owner", "ae", "campaign").first()
    if found is None:
        raise NotFound("lead", key)
    return found


def enter(lead: Lead, state: str, at: datetime) -> None:
    """Put the lead into ``state`` and set the milestone of its first entry. The caller saves, and journals why."""
    lead.state = state
    lead.state_since = at
    lead.version += 1
    milestone = f"entered_{state}_at"
    if hasattr(lead, milestone) and getattr(lead, milestone) is None:
        setattr(lead, milestone, at)


def teams_of(lead: Lead) -> tuple[UUID | None, ...]:
    """The teams of the lead's SDR and AE, for `ask`."""
    return tuple(person.team_id for person in (lead.owner, lead.ae) if person)


def _id_or_external(key: str | UUID) -> dict[str, object]:
    try:
        return {"pk": UUID(str(key))}
    except ValueError:
        return {"external_id": str(key)}


def _as_uuid(kind: str, key: UUID | str) -> UUID:
    try:
        return UUID(str(key))
    except ValueError:
        raise NotFound(kind, key) from None
