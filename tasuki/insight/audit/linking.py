"""Which lead an opportunity is of: by id, by address, by a company that one lead alone has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.reading import Sheet, texts
from tasuki.insight.audit.rows import LeadRow
from tasuki.stages.intake.importing.headings import folded


def link(joined: Joined, contacts: list[Sheet]) -> None:
    """By the id of either in the other; by e-mail address; by a company that one lead alone has."""
    by_id = index(joined.leads, lambda lead: lead.external_id)
    by_mail = index(joined.leads, lambda lead: lead.email)
    by_contact = index(joined.leads, lambda lead: lead.contact_ref)
    by_company = _alone(joined.leads, lambda lead: folded(lead.company))
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
    for deal in joined.deals:
        mail = deal.email or mail_of_contact.get(short(deal.contact_ref), "")
        ways: tuple[tuple[str, LeadRow | None], ...] = (
            ("lead_id", by_id.get(short(deal.lead_ref))),
            ("opportunity_id", pointed.get(short(deal.external_id))),
            ("contact_id", _of_contact(deal.contact_ref, by_contact, by_id)),
            ("email", by_mail.get(mail)),
            ("company", by_company.get(folded(deal.account)) if joined.leads else None),
        )
        way, lead = next(((way, lead) for way, lead in ways if lead is not None), ("", None))
        if lead is None:
            joined.unlinked += bool(joined.leads)
            continue
        if way == "company" and deal.created_at and lead.captured_at and deal.created_at < lead.captured_at:
            joined.unlinked += 1
            continue
        joined.links[way] += 1
        deal.lead = lead
        lead.deals.append(deal)


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


def _alone(leads: Iterable[LeadRow], key: Callable[[LeadRow], str]) -> dict[str, LeadRow]:
    """Only the keys that one lead alone has."""
    found: dict[str, list[LeadRow]] = defaultdict(list)
    for lead in leads:
        if one := key(lead):
            found[one].append(lead)
    return {one: rows[0] for one, rows in found.items() if len(rows) == 1}
