"""Which contacts the opportunity gets, and why each is created or linked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tasuki.platform.identity.names import similarity
from tasuki.platform.ids import new_id
from tasuki.platform.refusals import invalid
from tasuki.rules.dossier import Contact
from tasuki.rules.matching import MatchStanding, PersonFacts, clues_for, match_people
from tasuki.rules.matching.people import person_key
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.gather import Gathered
from tasuki.stages.conversion.placed import (
    CHOSEN_CONTACT,
    OF_THE_LEAD,
    Candidate,
    Placed,
    PlacedContact,
    by_score,
    no_such,
)


def place_contacts(
    gathered: Gathered, contacts: Sequence[Contact], account: Placed, at: datetime
) -> tuple[PlacedContact, ...]:
    """Create or link each contact; the lead's own person is the one whom ``person = "lead"`` or the name means."""
    placed: dict[Hashable, Placed] = {}
    found = []
    for index, contact in enumerate(contacts):
        is_lead = _is_the_lead(contact, gathered.lead["name"])
        key = _key_of(contact, is_lead)
        if key not in placed:
            placed[key] = _place_contact(gathered, contact, account, is_lead, index, at)
        found.append(PlacedContact(placed[key], contact, is_lead, (contact.role or "",), contact.primary))
    return tuple(found)


def _is_the_lead(contact: Contact, name: str) -> bool:
    if contact.person == "lead":
        return True
    return bool(contact.name and not contact.id) and person_key(contact.name) == person_key(name)


def _key_of(contact: Contact, is_lead: bool) -> Hashable:
    """Two entries with one key are one person with two roles; O-9 tells people apart in the same way."""
    if contact.id:
        return contact.id
    return "lead" if is_lead else contact.email or person_key(contact.name)


def _place_contact(
    gathered: Gathered, contact: Contact, account: Placed, is_lead: bool, index: int, at: datetime
) -> Placed:
    rows = {row["id"]: row for row in gathered.rows("contacts")}
    if contact.id:
        if contact.id not in rows:
            raise no_such(f"/contacts/{index}/id", contact.id)
        return Placed("link", UUID(contact.id), rows[contact.id]["name"], CHOSEN_CONTACT)
    lead = gathered.lead
    if is_lead and lead["contact_id"] in rows:
        row = rows[lead["contact_id"]]
        return Placed("link", UUID(row["id"]), row["name"], OF_THE_LEAD)
    ours = _person_of(lead) if is_lead else _person_named(contact, lead)
    candidates = _person_candidates(gathered, ours)
    sure = [one for one in candidates if _is_sure(one, rows[one.id], account)]
    if len(sure) == 1:
        because = sure[0].because
        return Placed("link", UUID(sure[0].id), sure[0].name, because, candidates)
    name = (lead["name"] if is_lead else "") or contact.name
    if not name.strip():
        raise invalid(f"/contacts/{index}/name", N_("A contact has a name."), "missing")
    return Placed(
        "create", new_id(at), name, Sentence(N_("No existing contact matches exactly.")), candidates
    )


def judged_as(one: PlacedContact, lead: str) -> Contact:
    """The contact as the gate judges it: by the name under which it will stand, and by its id where it has one.

    ``lead`` is the lead's own name, under which its answers speak of it.
    """
    name = one.facts.name or (lead if one.is_lead else "") or one.placed.name
    return replace(one.facts, name=name, id=str(one.placed.id) if one.placed.links else "")


def _is_sure(one: Candidate, row: Mapping[str, Any], account: Placed) -> bool:
    """The same person beyond asking; a likely one counts when they stand under the very account that is linked."""
    if one.match.standing is MatchStanding.EXACT:
        return True
    return one.match.standing is MatchStanding.LIKELY and row["account_id"] == str(account.id)


def _person_of(lead: Mapping[str, Any]) -> PersonFacts:
    return PersonFacts(
        name=lead["name"],
        email=lead["email"],
        phones=(lead["phone"],) if lead["phone"] else (),
        company=lead["company_name"],
        domain=lead["company_domain"],
    )


def _person_named(contact: Contact, lead: Mapping[str, Any]) -> PersonFacts:
    return PersonFacts(
        name=contact.name,
        email=contact.email,
        phones=(contact.phone,) if contact.phone else (),
        company=lead["company_name"],
        domain=lead["company_domain"],
    )


def _person_candidates(gathered: Gathered, ours: PersonFacts) -> tuple[Candidate, ...]:
    accounts = {row["id"]: row for row in gathered.rows("accounts")}
    free = frozenset(gathered.book.free_mail)
    found = []
    for row in gathered.rows("contacts"):
        account = accounts.get(row["account_id"], {})
        theirs = PersonFacts(
            name=row["name"],
            email=row["email"],
            phones=(row["phone"],) if row["phone"] else (),
            company=account.get("name", ""),
            domain=account.get("domain", ""),
        )
        match = match_people(ours, theirs, similarity=similarity, free_mail_domains=free)
        if match.standing is not MatchStanding.DIFFERENT:
            found.append(Candidate(row["id"], row["name"], match, clues_for(match)))
    return by_score(found)


def grouped(contacts: Sequence[PlacedContact]) -> tuple[PlacedContact, ...]:
    """One entry per person, with all roles; one person may have several (§8)."""
    people: dict[UUID, PlacedContact] = {}
    for one in contacts:
        before = people.get(one.placed.id)
        if before is None:
            people[one.placed.id] = one
            continue
        roles = tuple(dict.fromkeys((*before.roles, *one.roles)))
        people[one.placed.id] = replace(before, roles=roles, primary=before.primary or one.primary)
    return tuple(people.values())
