"""What people call the fields that a column may become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tasuki.rules.wording import N_, Sentence

FIELDS: Mapping[str, str] = {
    "external_id": N_("Id in the other system"),
    "name": N_("Full name"),
    "family_name": N_("Family name"),
    "given_name": N_("Given name"),
    "kana": N_("Name in kana"),
    "title": N_("Job title"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "company_name": N_("Company"),
    "company_domain": N_("Company domain"),
    "domain": N_("Company domain"),
    "country": N_("Country"),
    "region": N_("Region"),
    "industry": N_("Industry"),
    "employees": N_("Employees"),
    "segment": N_("Segment"),
    "business_model": N_("Business model"),
    "tier": N_("Tier"),
    "background": N_("Company background"),
    "source": N_("Source"),
    "source_detail": N_("Source, in detail"),
    "campaign": N_("Campaign"),
    "message": N_("Message or offer they answered"),
    "why_now": N_("Why now, what has changed"),
    "captured_at": N_("Captured at"),
    "created_at": N_("Created at"),
    "owner": N_("Owner"),
    "status": N_("Status in the other system"),
    "is_converted": N_("Converted in the other system"),
    "converted_at": N_("Converted at"),
    "account_ref": N_("Account: its id"),
    "account_name": N_("Account: its name"),
    "lead_ref": N_("Lead: its id"),
    "contact_ref": N_("Contact: its id"),
    "opportunity_ref": N_("Opportunity: its id"),
    "who_ref": N_("Lead or contact: its id"),
    "what_ref": N_("Account or opportunity: its id"),
    "product": N_("Product or service"),
    "product_line": N_("Product line"),
    "use_case": N_("Use case"),
    "stage": N_("Stage"),
    "is_won": N_("Won"),
    "is_closed": N_("Is closed"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "probability": N_("Probability"),
    "close_on": N_("Expected close date"),
    "closed_at": N_("Closed at"),
    "sdr": N_("SDR"),
    "close_reason": N_("Reason of the close"),
    "competitor": N_("Competitor"),
    "follow_up_plan": N_("Follow-up plan"),
    "risks": N_("Risks"),
    "decision_criteria": N_("Decision criteria"),
    "qualification_notes": N_("Qualification notes"),
    "code": N_("Code"),
    "offer": N_("Offer"),
    "audience": N_("Audience"),
    "spend": N_("Spend"),
    "starts_on": N_("Starts on"),
    "ends_on": N_("Ends on"),
    "kind": N_("Kind of activity"),
    "direction": N_("Direction"),
    "content": N_("Subject"),
    "note": N_("Note"),
    "at": N_("When"),
    "partner": N_("Partner"),
    "contact_name": N_("Contact"),
    "contact_email": N_("Contact's e-mail"),
    "evidence": N_("What proves the deal"),
    "rfp_status": N_("RFP status"),
    "territory": N_("Territory"),
    "expected_close_on": N_("Expected close date"),
}
_OF_A_KIND: Mapping[tuple[str, str], str] = {
    ("accounts", "name"): N_("Company"),
    ("opportunities", "name"): N_("Name of the opportunity"),
    ("campaigns", "name"): N_("Name of the campaign"),
    ("campaigns", "message"): N_("Message"),
    ("activities", "status"): N_("Status"),
}


def field_called(kind: str, name: str) -> Sentence:
    """The field in the reader's language."""
    return Sentence(_OF_A_KIND.get((kind, name), FIELDS[name]))


def fields_called(kind: str, names: Iterable[str]) -> tuple[Sentence, ...]:
    """In the order of the list above."""
    known = set(names)
    return tuple(field_called(kind, name) for name in FIELDS if name in known)
