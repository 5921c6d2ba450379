"""The plan of a conversion: which records are created, which are linked and why, what stays behind. Writes nothing.

The preview shows it, the conversion carries it out: both are the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.identity.names import similarity
from tasuki.platform.ids import new_id
from tasuki.platform.refusals import Invalid
from tasuki.rules.decision import Decision
from tasuki.rules.dossier import AccountMatch, Contact, Dossier, OpportunityFacts, Override
from tasuki.rules.gates import day_of, decide
from tasuki.rules.matching import (
    CompanyFacts,
    Match,
    MatchStanding,
    PersonFacts,
    match_companies,
    match_people,
)
from tasuki.rules.playbook import Playbook
from tasuki.rules.reading import Problem
from tasuki.rules.validation import should_the_manager_hear
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.conversion.gather import Gathered
from tasuki.stages.conversion.input import AccountChoice, ConvertInput
from tasuki.stages.conversion.prefill import contacts_known, prefilled

ASK_FROM = (MatchStanding.LIKELY, MatchStanding.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An existing record that may be the one, with the reasons."""

    id: str
    name: str
    match: Match


@dataclass(frozen=True, slots=True)
class Placed:
    """One record of the plan: created or linked, and why."""

    action: Literal["create", "link"]
    id: UUID
    name: str
    because: Sentence
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedContact:
    """A contact of the opportunity with every role that it has there."""

    placed: Placed
    facts: Contact
    is_lead: bool
    roles: tuple[str, ...]
    primary: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a conversion would do, and whether it may."""

    gathered: Gathered
    dossier: Dossier
    decision: Decision
    account: Placed
    contacts: tuple[PlacedContact, ...]
    owner_id: UUID | None
    step_owners: tuple[UUID | None, ...]
    unmapped: tuple[str, ...]
    strategic: bool
    manager_hears: bool

    @property
    def opportunity(self) -> OpportunityFacts:
        return self.dossier.opportunity

    @property
    def book(self) -> Playbook:
        return self.gathered.book

    @property
    def today(self) -> date:
        return day_of(self.decision.at, self.book)


def plan(gathered: Gathered, asked: ConvertInput, *, by: Actor, at: datetime) -> Plan:
    """Work the plan out. Raises `Invalid` for a request that names people or records that do not exist."""
    book, known = gathered.book, gathered.dossier
    account = place_account(gathered, asked.account, at)
    facts = prefilled(asked.opportunity, known, book, _owner(gathered, by))
    contacts = place_contacts(
        gathered, asked.contacts or facts.contacts or contacts_known(known), account, at
    )
    facts = replace(
        facts,
        account=str(account.id) if account.action == "link" else "new",
        contacts=tuple(replace(one.facts, name=one.facts.name or known.lead.person.name) for one in contacts),
    )
    _leads_to_attach(gathered, asked.attach_leads)
    owners = _people_named(gathered, facts)
    dossier = replace(
        known,
        opportunity=facts,
        override=_with_expiry(asked.override, book, at),
        surroundings=replace(known.surroundings, accounts=_account_matches(account, asked.account)),
        at=at,
        playbook=book.stamp,
    )
    return Plan(
        gathered=gathered,
        dossier=dossier,
        decision=decide("opportunity", dossier, book, at),
        account=account,
        contacts=_grouped(contacts),
        owner_id=owners.get(facts.owner),
        step_owners=tuple(owners.get(step.owner) for step in facts.next_steps),
        unmapped=_left_behind(gathered, facts),
        strategic=_is_strategic(dossier, book),
        manager_hears=should_the_manager_hear(dossier, book),
    )


def _owner(gathered: Gathered, by: Actor) -> str:
    ae = gathered.lead["ae_id"]
    return gathered.handles.get(ae, by.handle) if ae else by.handle


def _with_expiry(override: Override | None, book: Playbook, at: datetime) -> Override | None:
    if override is None or override.expires_on:
        return override
    return replace(override, expires_on=day_of(at, book) + timedelta(days=book.limits.override_days))


def place_account(gathered: Gathered, choice: AccountChoice, at: datetime) -> Placed:
    """Create or link the account, with the reasons for every existing one that looks alike (O-10)."""
    candidates = _company_candidates(gathered)
    by_id = {row["id"]: row for row in gathered.rows("accounts")}
    if choice.action == "link":
        row = by_id.get(choice.id)
        if row is None:
            raise _no_such("/account/id", choice.id)
        return Placed(
            "link", UUID(row["id"]), row["name"], Sentence(N_("You chose this account.")), candidates
        )
    linked = gathered.lead["account_id"]
    if choice.action == "match" and linked in by_id:
        return Placed(
            "link", UUID(linked), by_id[linked]["name"], Sentence(N_("The lead belongs to it.")), candidates
        )
    exact = [one for one in candidates if one.match.standing is MatchStanding.EXACT]
    if choice.action == "match" and len(exact) == 1:
        because = _matches(exact[0])
        return Placed("link", UUID(exact[0].id), exact[0].name, because, candidates)
    name = choice.name or gathered.lead["company_name"]
    return Placed(
        "create", new_id(at), name, Sentence(N_("No existing account matches exactly.")), candidates
    )


def _company_candidates(gathered: Gathered) -> tuple[Candidate, ...]:
    lead = gathered.lead
    ours = CompanyFacts(name=lead["company_name"], domain=lead["company_domain"])
    free = frozenset(gathered.book.free_mail)
    found = []
    for row in gathered.rows("accounts"):
        theirs = CompanyFacts(name=row["name"], domain=row["domain"])
        match = match_companies(ours, theirs, similarity=similarity, free_mail_domains=free)
        if match.standing is not MatchStanding.DIFFERENT:
            found.append(Candidate(row["id"], row["name"], match))
    return tuple(sorted(found, key=lambda one: -one.match.score))


def _account_matches(account: Placed, choice: AccountChoice) -> tuple[AccountMatch, ...]:
    """What O-10 asks about: nothing when an existing account is linked; every look-alike when a new one is made.

    Saying “create” in so many words answers the question about the merely similar; an exact match still blocks.
    """
    if account.action == "link":
        return ()
    kept = [
        one
        for one in account.candidates
        if one.match.standing is MatchStanding.EXACT or choice.action != "create"
    ]
    return tuple(
        AccountMatch(one.id, one.name, one.match.standing.value)  # type: ignore[arg-type]
        for one in kept
    )


def place_contacts(
    gathered: Gathered, contacts: Sequence[Contact], account: Placed, at: datetime
) -> tuple[PlacedContact, ...]:
    """Create or link each contact; the lead's own person is the one whom ``person = "lead"`` or the name means."""
    placed: dict[str, Placed] = {}
    found = []
    for index, contact in enumerate(contacts):
        is_lead = contact.person == "lead" or (contact.name and contact.name == gathered.lead["name"])
        key = "lead" if is_lead else contact.id or contact.email or contact.name
        if key not in placed:
            placed[key] = _place_contact(gathered, contact, account, bool(is_lead), index, at)
        found.append(
            PlacedContact(placed[key], contact, bool(is_lead), (contact.role or "",), contact.primary)
        )
    return tuple(found)


def _place_contact(
    gathered: Gathered, contact: Contact, account: Placed, is_lead: bool, index: int, at: datetime
) -> Placed:
    rows = {row["id"]: row for row in gathered.rows("contacts")}
    if contact.id:
        if contact.id not in rows:
            raise _no_such(f"/contacts/{index}/id", contact.id)
        return Placed(
            "link", UUID(contact.id), rows[contact.id]["name"], Sentence(N_("You chose this contact."))
        )
    lead = gathered.lead
    if is_lead and lead["contact_id"] in rows:
        row = rows[lead["contact_id"]]
        return Placed("link", UUID(row["id"]), row["name"], Sentence(N_("The lead belongs to it.")))
    ours = _person_of(lead) if is_lead else _person_named(contact, lead)
    candidates = _person_candidates(gathered, ours)
    sure = [one for one in candidates if _is_sure(one, rows[one.id], account)]
    if len(sure) == 1:
        because = _matches(sure[0])
        return Placed("link", UUID(sure[0].id), sure[0].name, because, candidates)
    name = lead["name"] if is_lead else contact.name
    return Placed(
        "create", new_id(at), name, Sentence(N_("No existing contact matches exactly.")), candidates
    )


def _is_sure(one: Candidate, row: Mapping[str, Any], account: Placed) -> bool:
    """The same person beyond asking; a likely one counts when they stand under the very account that is linked."""
    if one.match.standing is MatchStanding.EXACT:
        return True
    return one.match.standing is MatchStanding.LIKELY and row["account_id"] == str(account.id)


def _matches(one: Candidate) -> Sentence:
    reasons = [reason.because for reason in one.match.reasons if reason.weight > 0]
    return Sentence(N_("It matches: %(reasons)s."), {"reasons": reasons})


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
            found.append(Candidate(row["id"], row["name"], match))
    return tuple(sorted(found, key=lambda one: -one.match.score))


def _grouped(contacts: Sequence[PlacedContact]) -> tuple[PlacedContact, ...]:
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


def _people_named(gathered: Gathered, facts: OpportunityFacts) -> dict[str, UUID]:
    """Handles of the owner and of the next steps' owners → ids; an unknown or inactive one is refused by its field."""
    named = [("/opportunity/owner", facts.owner)]
    named += [(f"/opportunity/next_steps/{n}/owner", step.owner) for n, step in enumerate(facts.next_steps)]
    found: dict[str, UUID] = {}
    problems = []
    for pointer, handle in named:
        person = gathered.people.get(handle)
        if handle and (person is None or not person["active"]):
            text = N_("Nobody active is called “%(handle)s”; use a person's handle.")
            problems.append(Problem(pointer, "unknown_person", Sentence(text, {"handle": handle})))
        elif person:
            found[handle] = UUID(person["id"])
    if problems:
        raise Invalid(problems)
    return found


def _leads_to_attach(gathered: Gathered, leads: Sequence[str]) -> None:
    """Only leads that the preview listed can be attached. Raises `Invalid`."""
    offered = {row["id"] for row in gathered.rows("stranded")}
    text = N_("This is not another open lead of the company: “%(key)s”.")
    problems = [
        Problem(f"/attach_leads/{index}", "unknown_record", Sentence(text, {"key": key}))
        for index, key in enumerate(leads)
        if key not in offered
    ]
    if problems:
        raise Invalid(problems)


CARRIED = frozenset({"product", "product_line", "use_case"})


def _left_behind(gathered: Gathered, facts: OpportunityFacts) -> tuple[str, ...]:
    """The lead's own fields that no field of the opportunity takes over (they stay on the lead)."""
    carried = CARRIED | set(facts.fields)
    return tuple(sorted(name for name in gathered.lead["fields"] if name not in carried))


def _is_strategic(d: Dossier, book: Playbook) -> bool:
    """AC-1: a strategic tier, the segment's top decile where the history is long enough, else the fixed threshold."""
    limits, amounts, amount = book.limits, d.surroundings.amounts, d.opportunity.amount
    if d.lead.company.tier and d.lead.company.tier in limits.strategic_tiers:
        return True
    if amount is None:
        return False
    if amounts.n >= limits.outlier_min_n and amounts.p90 is not None:
        return bool(amount.amount >= amounts.p90)
    return amount.currency == book.playbook.currency and amount.amount >= limits.strategic_amount


def _no_such(pointer: str, key: str) -> Invalid:
    text = N_("There is no such record: “%(key)s”.")
    return Invalid([Problem(pointer, "unknown_record", Sentence(text, {"key": key}))])
