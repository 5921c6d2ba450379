"""Find, lock and read records; and the one way in which a lead enters a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from tasuki.platform import rows
from tasuki.platform.access.actor import Actor, ask
from tasuki.platform.journal.append import record_at_hand
from tasuki.platform.refusals import NotFound
from tasuki.platform.sql import run
from tasuki.records.models import Campaign, Lead, Touchpoint

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


def locked_leads(lead_ids: Iterable[UUID | str]) -> dict[str, Lead]:
    """Several leads by the ids as they were given, locked in ascending order, so that nobody waits for each other.

    Raises `NotFound`.
    """
    return _by_given(lead_ids, locked_lead)


def named_leads(lead_ids: Iterable[UUID | str]) -> dict[str, Lead]:
    """The same, to look at. Raises `NotFound`."""
    return _by_given(lead_ids, _lead)


def _by_given(lead_ids: Iterable[UUID | str], read: Callable[[UUID], Lead]) -> dict[str, Lead]:
    keys = {str(one): _as_uuid("lead", one) for one in lead_ids}
    found = {key: read(key) for key in sorted(set(keys.values()))}
    return {given: found[key] for given, key in keys.items()}


def _lead(lead_id: UUID) -> Lead:
    found = rows.fetch(Lead, "row.id = %(id)s", {"id": lead_id})
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
    if not rows.is_read(lead, "campaign"):
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
    found = rows.fetch(Lead, _ITS_KEY[_key_of(key)], {"key": key}, also=("owner", "ae", "campaign"))
    if not found or not _is_seen(found[0], by):
        raise NotFound("lead", key)
    return found[0]


_ITS_KEY = {"id": "row.id = %(key)s::uuid", "external_id": "row.external_id = %(key)s"}


def _key_of(key: str | UUID) -> str:
    try:
        UUID(str(key))
    except ValueError:
        return "external_id"
    return "id"


def _is_seen(lead: Lead, by: Actor) -> bool:
    """What `visible` says of the rows of a query, said of one lead."""
    reach = by.reach("lead.read")
    if reach in ("all", None) or by.person_id in (lead.owner_id, lead.ae_id):
        return reach is not None
    if reach == "own":
        return False
    is_nobodys = lead.owner_id is None and lead.ae_id is None
    return is_nobodys or (by.team_id is not None and by.team_id in teams_of(lead))


def latest_touches(lead_id: UUID, most: int) -> list[Touchpoint]:
    """The lead's latest touchpoints, with who logged them."""
    latest = "row.lead_id = %(lead)s ORDER BY row.at DESC LIMIT %(most)s"
    return rows.fetch(Touchpoint, latest, {"lead": lead_id, "most": most}, also=("by",))


def lead_named(name: str) -> Lead | None:
    """The lead with this id or external id, whoever may see it."""
    found = rows.fetch(Lead, _ITS_KEY[_key_of(name)], {"key": name})
    return found[0] if found else None


def enter(lead: Lead, state: str, at: datetime) -> None:
    """Put the lead into ``state`` and set the milestone of its first entry. The caller saves, and journals why."""
    lead.state = state
    lead.state_since = at
    lead.version += 1
    milestone = f"entered_{state}_at"
    if hasattr(lead, milestone) and getattr(lead, milestone) is None:
        setattr(lead, milestone, at)


def teams_of(lead: Lead) -> tuple[UUID | None, ...]:
    """The teams of the lead's SDR and AE, for `ask`; asked for only where the two are not read yet."""
    names = [name for name in LEAD_OWNERS if getattr(lead, f"{name}_id")]
    if all(rows.is_read(lead, name) for name in names):
        return tuple(getattr(lead, name).team_id for name in names)
    owners = [getattr(lead, f"{name}_id") for name in names]
    return tuple(team for (team,) in run(TEAMS, {"people": owners}))


def _as_uuid(kind: str, key: UUID | str) -> UUID:
    try:
        return UUID(str(key))
    except ValueError:
        raise NotFound(kind, key) from None
