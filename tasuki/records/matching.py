"""Is this company, or this person, on record already (O-10)? Keys to find candidates by, and the exact match."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tasuki.platform.identity.names import similarity
from tasuki.records.models import Account, Contact
from tasuki.rules.matching import (
    CompanyFacts,
    MatchStanding,
    PersonFacts,
    blocking_keys,
    match_companies,
    match_people,
)
from tasuki.rules.playbook import Playbook

_LONGEST_KEY = 80
MOST_CANDIDATES = 200


def stored_keys(
    facts: PersonFacts | CompanyFacts, free_mail: Collection[str], *, only_telling: bool = False
) -> list[str]:
    """The rules' blocking keys, cut to the column's length: a cut key still finds its like."""
    keys = blocking_keys(facts, free_mail_domains=free_mail, only_telling=only_telling)
    return [cut(key) for key in keys]


def cut(key: str) -> str:
    return key[:_LONGEST_KEY]


def keys_of(facts: PersonFacts | CompanyFacts, book: Playbook) -> list[str]:
    """The match keys of an account or a contact, as they are stored."""
    return stored_keys(facts, book.free_mail)


def exact_account(ours: CompanyFacts, book: Playbook) -> Account | None:
    """The account that is this very company, if there is one."""
    free = frozenset(book.free_mail)
    rows = Account.objects.filter(match_keys__overlap=keys_of(ours, book), merged_into=None)
    for row in rows.order_by("created_at", "id")[:MOST_CANDIDATES]:
        theirs = CompanyFacts(name=row.name, domain=row.domain)
        match = match_companies(ours, theirs, similarity=similarity, free_mail_domains=free)
        if match.standing is MatchStanding.EXACT:
            return row
    return None


def exact_contact(ours: PersonFacts, book: Playbook) -> Contact | None:
    """The contact who is this very person, if there is one."""
    free = frozenset(book.free_mail)
    rows = Contact.objects.filter(match_keys__overlap=keys_of(ours, book), merged_into=None)
    for row in rows.select_related("account").order_by("created_at", "id")[:MOST_CANDIDATES]:
        theirs = person_facts_of(row)
        match = match_people(ours, theirs, similarity=similarity, free_mail_domains=free)
        if match.standing is MatchStanding.EXACT:
            return row
    return None


def person_facts_of(row: Contact) -> PersonFacts:
    return PersonFacts(
        name=row.name,
        given_name=row.given_name,
        family_name=row.family_name,
        reading=row.kana,
        email=row.email,
        phones=_known((row.phone,)),
        company=row.account.name if row.account else "",
        domain=row.account.domain if row.account else "",
    )


def _known(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value)
