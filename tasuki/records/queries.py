"""Find, lock and read records; and the one way in which a lead enters a state."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.platform import rows
from tasuki.platform.access.actor import Actor, ask, visible
from tasuki.platform.journal.append import record_at_hand
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.records.models import Campaign, Lead

LEAD_OWNERS = ("owner", "ae")
TEAMS = "SELECT team_id FROM people_person WHERE id = ANY(%(people)s)"


def locked_lead(lead_id: UUID | str, *also: str) -> Lead:
    """The lead, locked until the transaction ends; always the first lock taken. Raises `NotFound`.

    ``also`` brings what its foreign keys refer to in the same look, such as its ``campaign``. A consequence gets the
    very lead that its cause holds, where that is at hand.
    """
    key = _as_uuid("lead", lead_id)
    ours = lead_at_hand(key)
    if ours is not None:
        return ours
    found = rows.fetch(Lead, "row.id = %(id)s FOR UPDATE OF row", {"id": key}, also)
    if not found:
        raise NotFound("lead", lead_id)
    return found[0]


def lead_at_hand(lead_id: UUID) -> Lead | None:
    """The lead as the cause of what is carried out now has it: locked, and as its row stands."""
    found = record_at_hand(lead_id)
    return found if isinstance(found, Lead) else None


def campaign_code(lead: Lead) -> str:
    """What the lead's campaign is called; read once for a lead."""
    if lead.campaign_id is None:
        return ""
    if not Lead._meta.get_field("campaign").is_cached(lead):
        lead.campaign = rows.fetch(Campaign, "row.id = %(id)s", {"id": lead.campaign_id})[0]
    return lead.campaign.code if lead.campaign else ""


def ask_about(lead: Lead, by: Actor, permission: str, *whose: UUID | None) -> None:
    """May this person do this to this lead? It is its SDR's and its AE's, or only ``whose`` (and their teams').

    Raises `Forbidden`.
    """
    owners = whose or (lead.owner_id, lead.ae_id)
    asks_for_teams = by.reach(permission) == "team" and by.person_id not in owners
    ask(by, permission, *owners, teams=teams_of(lead) if asks_for_teams else ())


def lead_for(by: Actor, key: str | UUID) -> Lead:
    """The lead with this id or external id, if ``by`` may see it. Raises `NotFound` either way otherwise."""
    seen = visible(Lead.objects.all(), by, "lead.read", *LEAD_OWNERS)
    found = seen.filter(**_id_or_external(key)).select_related("owner", "ae", "campaign").first()
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
    owners = [one for one in (lead.owner_id, lead.ae_id) if one]
    return tuple(team for (team,) in run(TEAMS, {"people": owners})) if owners else ()


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
