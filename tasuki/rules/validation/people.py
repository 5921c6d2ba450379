"""O-8, O-9, O-17: the right people are linked, one of them is primary, and nobody who was named is forgotten."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter

from tasuki.rules.asking import NO_TROUBLE, Rule, Trouble, unknown, unmet
from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Contact, Dossier
from tasuki.rules.matching.people import person_key
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_, Sentence

CONTACTS = "/opportunity/contacts"
ROLES_THAT_CARRY_A_DEAL = frozenset({"economic_buyer", "champion", "influencer"})
ROLES_OF_A_PRIMARY = frozenset({"economic_buyer", "champion"})
OUR_OWN_ROLES = frozenset({"AE", "SDR", "LDR", "BDR"})
_NAME = attrgetter("name")
_JOB_TITLE = re.compile(
    r"(?<=\S)\s*(?:代表取締役|取締役|執行役員|社長|専務|常務|会長|本部長|事業部長|部長|次長|課長|係長|室長|主任|担当)\s*$"
)
_ADDRESSED_BY_FAMILY_NAME = re.compile(
    r"(?:様|さま|さん|殿|氏|先生|長|役|員|主任|担当)\s*$|^(?:mr|mrs|ms|dr)\b", re.IGNORECASE
)


def does_a_contact_carry_the_deal(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-8: at least one economic buyer, champion or influencer is linked; a technical evaluator alone is not enough."""
    contacts = d.opportunity.contacts
    for contact in contacts:
        if contact.role in ROLES_THAT_CARRY_A_DEAL:
            return NO_TROUBLE
    if not contacts:
        return _nobody_linked()
    fix = N_("Link an economic buyer, a champion or an influencer with that role.")
    if all(contact.role is None for contact in contacts):
        return unknown(f"{CONTACTS}/0/role", N_("No linked contact has a role in the decision."), fix)
    return unmet(CONTACTS, N_("No linked contact is an economic buyer, a champion or an influencer."), fix)


def _nobody_linked() -> tuple[Trouble, ...]:
    return unknown(
        CONTACTS,
        N_("No contact is linked to the opportunity."),
        N_("Link the contacts with their roles and mark one as primary."),
    )


def is_there_one_fitting_primary_contact(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-9: exactly one person is primary, and is economic buyer or champion."""
    found: Contact | None = None
    for contact in d.opportunity.contacts:
        if contact.primary:
            if found is not None:
                return _several_primaries(d, book)
            found = contact
    if found is not None and found.role in ROLES_OF_A_PRIMARY:
        return NO_TROUBLE
    if not d.opportunity.contacts:
        return _nobody_linked()
    if found is None:
        return unmet(
            CONTACTS,
            N_("None of the linked contacts is marked as primary."),
            N_("Mark the economic buyer or the champion as the primary contact."),
        )
    return _primary_has_no_fitting_role(d, found)


def _primary_has_no_fitting_role(d: Dossier, primary: Contact) -> tuple[Trouble, ...]:
    pointer = f"{CONTACTS}/{d.opportunity.contacts.index(primary)}/role"
    fix = N_(
        "Give %(name)s the role that is true, and make an economic buyer or champion the primary contact."
    )
    name = _name_of(primary, d)
    if primary.role is None:
        return unknown(pointer, N_("The role of the primary contact %(name)s is not known."), fix, name=name)
    because = N_("The primary contact %(name)s is neither economic buyer nor champion.")
    return unmet(pointer, because, fix, name=name)


def _several_primaries(d: Dossier, book: Playbook) -> tuple[Trouble, ...]:
    primaries = [contact for contact in d.opportunity.contacts if contact.primary]
    people = {_identity(contact, d): _name_of(contact, d) for contact in primaries}
    if len(people) > 1:
        return unmet(
            CONTACTS,
            N_("Several contacts are marked as primary: %(names)s."),
            N_("Leave one contact marked as primary."),
            names=tuple(people.values()),
        )
    if any(contact.role in ROLES_OF_A_PRIMARY for contact in primaries):
        return NO_TROUBLE
    return _primary_has_no_fitting_role(d, primaries[0])


def _identity(contact: Contact, d: Dossier) -> Hashable:
    """A record is itself; those without one are told apart by mailbox and name, the lead's person by name alone."""
    if contact.id:
        return contact.id
    name = person_key(_name_of(contact, d))
    return name if name == person_key(d.lead.person.name) else (contact.email.casefold(), name)


def is_everybody_who_was_named_linked(d: Dossier, book: Playbook, today: date) -> tuple[Trouble, ...]:
    """O-17: who is named in the answers or met us is a contact with a role, or is dismissed with a reason."""
    known = {*OUR_OWN_ROLES, *map(_NAME, d.opportunity.contacts)}
    answers = d.answers
    maker, champion = answers.authority.decision_maker, answers.champion.person
    if (maker is not None and maker.name not in known) or (
        champion is not None and champion.name not in known
    ):
        return _unlinked(d)
    if not known.issuperset(answers.decision_process.participants):
        return _unlinked(d)
    for meeting in d.meetings:
        if not known.issuperset(meeting.attendees):
            return _unlinked(d)
    return _dismissals_without_reason(d) if d.opportunity.dismissed else NO_TROUBLE


def _unlinked(d: Dossier) -> tuple[Trouble, ...]:
    people = [_name_of(contact, d) for contact in d.opportunity.contacts]
    people += [dismissed.name for dismissed in d.opportunity.dismissed]
    people += _our_own_people(d)
    accounted = [_spelled(name) for name in people]
    troubles: tuple[Trouble, ...] = ()
    for name, place in _people_named(d):
        spelled = _spelled(name)
        if name and not any(_are_one(spelled, other) for other in accounted):
            accounted.append(spelled)
            troubles += unmet(
                CONTACTS,
                N_("%(name)s is named in the record (%(place)s) and is not linked."),
                N_("Link %(name)s as a contact with a role, or dismiss the name with a reason."),
                name=name,
                place=place,
            )
    return troubles + _dismissals_without_reason(d)


def _dismissals_without_reason(d: Dossier) -> tuple[Trouble, ...]:
    troubles: tuple[Trouble, ...] = ()
    for index, dismissed in enumerate(d.opportunity.dismissed):
        if not dismissed.reason.strip():
            troubles += unknown(
                f"/opportunity/dismissed/{index}/reason",
                N_("%(name)s was dismissed without a reason."),
                N_("Say why %(name)s does not belong to this opportunity."),
                name=dismissed.name,
            )
    return troubles


def _people_named(d: Dossier) -> Iterator[tuple[str, Sentence]]:
    """Each with the place of the record that names them."""
    answers = d.answers
    if answers.authority.decision_maker:
        yield answers.authority.decision_maker.name, _AS_DECISION_MAKER
    if answers.champion.person:
        yield answers.champion.person.name, _AS_CHAMPION
    for name in answers.decision_process.participants:
        yield name, _IN_THE_DECISION
    for meeting in d.meetings:
        for name in meeting.attendees:
            yield name, _IN_A_MEETING


_AS_DECISION_MAKER = Sentence(N_("as the decision maker"))
_AS_CHAMPION = Sentence(N_("as the champion"))
_IN_THE_DECISION = Sentence(N_("among those who take part in the decision"))
_IN_A_MEETING = Sentence(N_("among those who came to a meeting"))


def _our_own_people(d: Dossier) -> list[str]:
    own = [*OUR_OWN_ROLES, d.opportunity.owner, d.handoff.ae]
    own += [meeting.ae for meeting in d.meetings] + [step.owner for step in d.opportunity.next_steps]
    return [name for name in own if name]


def _name_of(contact: Contact, d: Dossier) -> str:
    return contact.name or (d.lead.person.name if contact.person == "lead" else "")


def is_same_person(one: str, other: str) -> bool:
    """Whether two spellings mean one person: spaces, width, order, honorifics and job titles do not count.

    “佐藤部長” and “Mr. Smith” name a person by family name alone; they are taken for “佐藤 健” and “John Smith”.
    """
    return _are_one(_spelled(one), _spelled(other))


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name in its one spelling; ``is_family_name``: it is one word with an address, as in “佐藤様”."""

    parts: tuple[str, ...]
    is_family_name: bool


@lru_cache(maxsize=16_384)
def _spelled(name: str) -> Spelled:
    parts = person_key(_JOB_TITLE.sub("", name)).parts or person_key(name).parts
    return Spelled(parts, len(parts) == 1 and _ADDRESSED_BY_FAMILY_NAME.search(name.strip()) is not None)


def _are_one(one: Spelled, other: Spelled) -> bool:
    if not one.parts or not other.parts:
        return False
    if one.parts == other.parts:
        return True
    return (one.is_family_name and _is_of(one.parts[0], other.parts)) or (
        other.is_family_name and _is_of(other.parts[0], one.parts)
    )


def _is_of(family: str, full: tuple[str, ...]) -> bool:
    return family in full or (len(full) == 1 and len(family) > 1 and full[0].startswith(family))


A_CONTACT_CARRIES_THE_DEAL = Rule(
    "O-8",
    does_a_contact_carry_the_deal,
    N_("An economic buyer, champion or influencer is linked."),
    CONTACTS,
    evidence=lambda d: d.answers.authority.evidence,
)
ONE_PRIMARY_CONTACT = Rule(
    "O-9",
    is_there_one_fitting_primary_contact,
    N_("One economic buyer or champion is the primary contact."),
    CONTACTS,
)
EVERYBODY_LINKED = Rule(
    "O-17",
    is_everybody_who_was_named_linked,
    N_("Everybody who was named is linked or dismissed with a reason."),
    CONTACTS,
    enforcement=Enforcement.WARN,
)
