"""From fields as typed to the facts that ``tasuki.rules.matching`` compares."""

from __future__ import annotations

from collections.abc import Iterable

from tasuki.platform.identity.contact_points import e164, normalised_email, registrable_domain
from tasuki.rules.matching import CompanyFacts, PersonFacts


def person_facts(
    *,
    region: str,
    name: str = "",
    given_name: str = "",
    family_name: str = "",
    reading: str = "",
    email: str = "",
    phones: Iterable[str] = (),
    company: str = "",
    website: str = "",
    address: str = "",
    postcode: str = "",
    external_ids: Iterable[tuple[str, str]] = (),
) -> PersonFacts:
    """A person's facts; the domain is the website's, else the e-mail address's. ``region`` reads local numbers."""
    mailbox = normalised_email(email)
    return PersonFacts(
        name=name,
        given_name=given_name,
        family_name=family_name,
        reading=reading,
        email=mailbox,
        phones=_numbers(phones, region),
        company=company,
        domain=registrable_domain(website) or registrable_domain(mailbox),
        address=address,
        postcode=postcode,
        external_ids=tuple(external_ids),
    )


def company_facts(
    *,
    region: str,
    name: str,
    reading: str = "",
    website: str = "",
    phones: Iterable[str] = (),
    address: str = "",
    postcode: str = "",
    external_ids: Iterable[tuple[str, str]] = (),
) -> CompanyFacts:
    """A company's facts. ``website`` may be a URL, a bare domain or an e-mail address at the company."""
    return CompanyFacts(
        name=name,
        reading=reading,
        domain=registrable_domain(website),
        phones=_numbers(phones, region),
        address=address,
        postcode=postcode,
        external_ids=tuple(external_ids),
    )


def _numbers(typed: Iterable[str], region: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for text in typed if (number := e164(text, region))))
