"""Which lead an opportunity is of: by id, by address, by a person or a company that one lead alone names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.reading import Sheet, texts
from tasuki.insight.audit.rows import DealRow, LeadRow, is_before
from tasuki.rules.matching import company_key, forms_agree, person_key

Find = Callable[[DealRow], LeadRow | None]
Name = tuple[str, ...]
Called = list[tuple[str, LeadRow]]
"""Leads of one company, each with the legal form that it writes."""


def link(joined: Joined, contacts: list[Sheet], zone: ZoneInfo) -> None:
    """By the id of either in the other, by e-mail address; and what is left by names, where they leave no doubt."""
    _follow(joined, joined.deals, _by_reference(joined, contacts))
    left = [deal for deal in joined.deals if deal.lead is None]
    if left and joined.leads:
        _follow(joined, left, _by_name(joined.leads, left, zone))


def _follow(joined: Joined, deals: Iterable[DealRow], ways: Mapping[str, Find]) -> None:
    """The first way that leads anywhere counts."""
    for deal in deals:
        found = ((way, lead) for way, find in ways.items() if (lead := find(deal)) is not None)
        way, lead = next(found, ("", None))
        if lead is not None:
            joined.links[way] += 1
            deal.lead = lead
            lead.deals.append(deal)


def _by_reference(joined: Joined, contacts: Iterable[Sheet]) -> Mapping[str, Find]:
    by_id = index(joined.leads, lambda lead: lead.external_id)
    by_mail = index(joined.leads, lambda lead: lead.email)
    by_contact = index(joined.leads, lambda lead: lead.contact_ref)
    mail_of_contact = {
        short(key): mail.casefold()
        for sheet in contacts
        for key, mail in zip(texts(sheet, "external_id"), texts(sheet, "email"), strict=True)
        if key and mail
    }
    pointed = {
        short(ref): lead
        for lead in joined.leads
        for ref in lead.opportunity_ref.replace(",", ";").split(";")
        if ref
    }
    return {
        "lead_id": lambda deal: by_id.get(short(deal.lead_ref)),
        "opportunity_id": lambda deal: pointed.get(short(deal.external_id)),
        "contact_id": lambda deal: _of_contact(deal.contact_ref, by_contact, by_id),
        "email": lambda deal: by_mail.get(deal.email or mail_of_contact.get(short(deal.contact_ref), "")),
    }


def _by_name(leads: Sequence[LeadRow], deals: Sequence[DealRow], zone: ZoneInfo) -> Mapping[str, Find]:
    """Where one lead alone is called so, and came by then. Dynamics writes names into its references."""
    by_name, by_person = defaultdict[Name, list[LeadRow]](list), defaultdict[tuple[Name, str], Called](list)
    by_company = defaultdict[str, Called](list)
    people_are_named = any(deal.lead_ref or deal.contact_name for deal in deals)
    for lead in leads:
        name = person_key(lead.name).parts if people_are_named else ()
        company = company_key(lead.company)
        by_name[name].append(lead)
        by_person[name, company.core].append((company.legal_form, lead))
        by_company[company.core].append((company.legal_form, lead))

    def by_the_reference(deal: DealRow) -> LeadRow | None:
        name = person_key(deal.lead_ref).parts
        return _in_time(_alone(by_name.get(name, ())), deal, zone) if name else None

    def by_the_person(deal: DealRow) -> LeadRow | None:
        name, company = person_key(deal.contact_name).parts, company_key(deal.account)
        found = by_person.get((name, company.core), ()) if name and company.core else ()
        return _in_time(_of_company(found, company.legal_form), deal, zone)

    def by_the_company(deal: DealRow) -> LeadRow | None:
        company = company_key(deal.account)
        found = by_company.get(company.core, ()) if company.core else ()
        return _in_time(_of_company(found, company.legal_form), deal, zone)

    return {"lead_name": by_the_reference, "person": by_the_person, "company": by_the_company}


def _of_company(called: Sequence[tuple[str, LeadRow]], form: str) -> LeadRow | None:
    """With the very legal form; else where either does not name one, or both name the same in two languages."""
    same = [lead for known, lead in called if form and known == form]
    return _alone(same) or _alone([lead for known, lead in called if forms_agree(known, form)])


def _alone(leads: Sequence[LeadRow]) -> LeadRow | None:
    return leads[0] if len(leads) == 1 else None


def _in_time(lead: LeadRow | None, deal: DealRow, zone: ZoneInfo) -> LeadRow | None:
    """A lead that came after the opportunity is another one."""
    return None if lead is None or is_before(deal.created_at, lead.captured_at, zone) else lead


def _of_contact(refs: str, by_contact: Mapping[str, LeadRow], by_id: Mapping[str, LeadRow]) -> LeadRow | None:
    """A lead that became this contact, or where the leads are contacts themselves, that contact."""
    keys = [short(ref) for ref in re.split(r"[;,]\s*", refs) if ref]
    return next((found for key in keys if (found := by_contact.get(key) or by_id.get(key))), None)


def short(key: str) -> str:
    """Salesforce writes the same id with 15 or 18 characters."""
    return key[:15] if len(key) in (15, 18) and key.isalnum() else key


def index(leads: Iterable[LeadRow], key: Callable[[LeadRow], str]) -> dict[str, LeadRow]:
    """The first lead of each key."""
    found: dict[str, LeadRow] = {}
    for lead in leads:
        if one := short(key(lead)):
            found.setdefault(one, lead)
    return found
