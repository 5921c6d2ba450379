"""What a conversion would touch beyond its lead, so that two that touch the same are decided one after the other.

The keys are those under which a company or a person is surely found again. While a transaction holds them, nobody else
can decide that the company is new; who comes second finds the account that the first has made (O-10).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from tasuki.platform.sql import run
from tasuki.rules.dossier import Contact
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys
from tasuki.stages.conversion.input import ConvertInput, is_id

SURE = frozenset({"e:", "p:", "w:", "i:"})
SURE_OF_COMPANIES = frozenset({"c:", "d:", "x:", "i:", "p:"})
"""Kinds of matching keys that only the same person, or company, is likely to share (`rules.matching.blocking`)."""
_HELD = frozenset({"c:", "d:", "e:", "i:", "p:"})
"""The fewest that keep two of one kind apart: who shares a slip of a name, or a colleague's, shares one of these."""

# Always in the same order, so that nobody waits in a circle; the first number sets these locks apart from others.
CLAIM = """
SELECT count(pg_advisory_xact_lock(hashtext('tasuki.conversion.' || current_schema()), claimed.number)) FROM (
  SELECT DISTINCT hashtext(key) AS number FROM unnest(%(keys)s::varchar[]) AS key ORDER BY number OFFSET 0) AS claimed
"""


@dataclass(frozen=True, slots=True)
class Company:
    """The lead's company and mailbox: enough to know which conversions would touch the same records."""

    name: str
    domain: str
    email: str
    person: str
    phone: str


def claim(keys: Iterable[str]) -> None:
    """Hold these keys until the transaction ends; the caller holds the leads already."""
    wanted = sorted(set(keys))
    if wanted:
        run(CLAIM, {"keys": wanted})


def keys_touched(lead_id: UUID, asked: ConvertInput, company: Company) -> frozenset[str]:
    """Everything that two conversions must not touch at once: leads, the opportunity, and the keys to hold."""
    joins = {asked.into_opportunity, asked.account.id} - {""}
    return frozenset({str(lead_id), *asked.attach_leads, *joins, *keys_held(asked, company)})


def leads_held(lead_id: UUID, asked: ConvertInput) -> frozenset[UUID]:
    """The leads that the conversion changes: its own, and those that it attaches."""
    return frozenset({lead_id, *(UUID(key) for key in asked.attach_leads if is_id(key))})


def keys_claimed(asked: ConvertInput, company: Company) -> tuple[str, ...]:
    """What is held while this is decided: nothing, where the account is there already."""
    may_create = asked.account.action != "link" and not asked.into_opportunity
    return keys_held(asked, company) if may_create else ()


def keys_held(asked: ConvertInput, company: Company) -> tuple[str, ...]:
    """What must not be decided about elsewhere meanwhile."""
    keys = {*company_keys(company), *person_keys(asked, company)}
    return tuple(sorted(key for key in keys if key[:2] in _HELD))


def company_keys(company: Company) -> tuple[str, ...]:
    phones = (company.phone,) if company.phone else ()
    keys = _keys_of(CompanyFacts(name=company.name, domain=company.domain, phones=phones))
    return tuple(key for key in keys if key[:2] in SURE_OF_COMPANIES)


def person_keys(asked: ConvertInput, company: Company) -> tuple[str, ...]:
    """Those of the lead's own person and of everybody whom the request describes."""
    people = [_person(company.person, company.email, company.phone, company)]
    people += [_person(one.name, one.email, one.phone, company) for one in named_in(asked)]
    return tuple(sorted({key for one in people for key in _keys_of(one) if key[:2] in SURE}))


@lru_cache(maxsize=2048)
def _keys_of(facts: CompanyFacts | PersonFacts) -> tuple[str, ...]:
    """Asked three times of each lead of a bulk: to part the waves, to look around, and to claim."""
    return tuple(blocking_keys(facts))


def named_in(asked: ConvertInput) -> list[Contact]:
    """The contacts that the request describes, rather than naming the lead's person or a record."""
    return [one for one in contacts_of(asked) if one.person != "lead" and not one.id]


def contacts_of(asked: ConvertInput) -> tuple[Contact, ...]:
    return asked.contacts or asked.opportunity.contacts


def _person(name: str, email: str, phone: str, company: Company) -> PersonFacts:
    phones = (phone,) if phone else ()
    return PersonFacts(name=name, email=email, phones=phones, company=company.name, domain=company.domain)
