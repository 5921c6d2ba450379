"""What an audit looks for in a file, by kind of record, and how each field's cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.fields import FIELDS as IMPORTED
from tasuki.stages.intake.importing.fields import field_called

Sort = Literal["text", "id", "moment", "money", "flag", "fraction", "count"]
Kind = Literal[
    "leads",
    "opportunities",
    "accounts",
    "contacts",
    "activities",
    "campaigns",
    "history",
    "people",
    "products",
]
KINDS: tuple[Kind, ...] = (
    "leads", "opportunities", "accounts", "contacts", "activities", "campaigns", "history", "people", "products",
)  # fmt: skip

KIND_LABELS: Mapping[str, str] = {
    "leads": N_("Leads"),
    "opportunities": N_("Opportunities"),
    "accounts": N_("Accounts"),
    "contacts": N_("Contacts"),
    "activities": N_("Activities"),
    "campaigns": N_("Campaigns"),
    "history": N_("History"),
    "people": N_("People"),
    "products": N_("Products"),
}

# fmt: off
WANTED: Mapping[Kind, tuple[str, ...]] = {
    "leads": (
        "external_id", "captured_at", "lifecycle", "status", "outcome", "is_converted", "converted_at",
        "converted_flag",
        "opportunity_ref", "won_at", "is_won", "lost_at", "mql_at", "sal_at", "sql_at", "discovery_at",
        "disqualified_at", "closed_at", "exit_reason", "email", "company_name", "name", "family_name",
        "given_name", "source",
        "campaign", "segment", "industry", "employees", "country", "owner", "sdr", "amount", "currency",
        "account_ref", "contact_ref", "last_activity_at", "modified_at",
    ),
    "opportunities": (
        "external_id", "name", "lead_ref", "stage", "status", "is_won", "is_lost", "is_closed", "won_at", "lost_at",
        "closed_at", "close_on", "created_at", "amount", "won_amount", "currency", "probability", "account_ref",
        "account_name", "contact_ref", "contact_name", "email", "owner", "sdr", "source", "campaign", "segment",
        "industry", "employees", "product", "close_reason", "competitor", "next_step", "stage_since",
        "last_activity_at", "modified_at", "lead_created_at",
    ),
    "accounts": ("external_id", "name", "industry", "segment", "employees", "country", "owner", "created_at"),
    "contacts": ("external_id", "email", "name", "account_ref", "account_name"),
    "activities": (
        "at", "lead_ref", "who_ref", "contact_ref", "opportunity_ref", "what_ref", "email", "kind", "status",
    ),
    "campaigns": ("external_id", "code", "name", "source", "spend", "currency", "starts_on", "ends_on"),
    "history": ("record_ref", "record_name", "field", "stage", "old_value", "new_value", "close_on", "at"),
    "people": ("name", "external_id", "team", "office"),
    "products": ("name", "line", "price"),
}
# fmt: on
SORTS: Mapping[str, Sort] = {
    **dict.fromkeys(
        (
            "captured_at",
            "converted_at",
            "won_at",
            "lost_at",
            "mql_at",
            "sal_at",
            "sql_at",
            "discovery_at",
            "disqualified_at",
            "last_activity_at",
            "modified_at",
            "closed_at",
            "close_on",
            "created_at",
            "stage_since",
            "lead_created_at",
            "at",
            "starts_on",
            "ends_on",
        ),
        "moment",
    ),
    **dict.fromkeys(("amount", "won_amount", "spend", "price"), "money"),
    **dict.fromkeys(("is_converted", "converted_flag", "is_won", "is_lost", "is_closed"), "flag"),
    **dict.fromkeys(
        (
            "external_id",
            "lead_ref",
            "contact_ref",
            "account_ref",
            "opportunity_ref",
            "who_ref",
            "what_ref",
            "record_ref",
        ),
        "id",
    ),
    "probability": "fraction",
    "employees": "count",
}  # fmt: skip
_OURS: Mapping[str, str] = {
    "lifecycle": N_("Lifecycle stage"),
    "outcome": N_("Outcome"),
    "converted_flag": N_("Became an opportunity"),
    "is_lost": N_("Lost"),
    "won_at": N_("Won at"),
    "lost_at": N_("Lost at"),
    "mql_at": N_("Became MQL at"),
    "sal_at": N_("Accepted at"),
    "sql_at": N_("Became SQL at"),
    "discovery_at": N_("First meeting"),
    "disqualified_at": N_("Disqualified at"),
    "exit_reason": N_("Reason of the end"),
    "opportunity_ref": N_("Opportunity: its id"),
    "contact_ref": N_("Contact: its id"),
    "lead_ref": N_("Lead: its id"),
    "last_activity_at": N_("Last activity"),
    "modified_at": N_("Last changed"),
    "won_amount": N_("Amount won"),
    "contact_name": N_("Contact"),
    "next_step": N_("Next step"),
    "stage_since": N_("In this stage since"),
    "lead_created_at": N_("Lead created at"),
    "record_ref": N_("Whose change it was: its id"),
    "record_name": N_("Whose change it was"),
    "field": N_("What was changed"),
    "old_value": N_("Before the change"),
    "new_value": N_("After the change"),
    "team": N_("Team"),
    "office": N_("Office"),
    "line": N_("Product line"),
    "price": N_("Price"),
}
NEEDED: Mapping[Kind, frozenset[str]] = {
    "leads": frozenset(
        {"external_id", "email", "name", "family_name", "company_name", "captured_at", "status"}
    ),
    "opportunities": frozenset(
        {
            "external_id",
            "name",
            "stage",
            "status",
            "amount",
            "account_name",
            "lead_ref",
            "created_at",
            "won_at",
        }
    ),
    "accounts": frozenset({"name", "external_id"}),
    "contacts": frozenset({"external_id", "email", "name"}),
    "activities": frozenset({"lead_ref", "who_ref", "contact_ref", "opportunity_ref", "what_ref", "email"}),
    "campaigns": frozenset({"name", "code", "external_id"}),
    "history": frozenset({"record_ref", "record_name"}),
    "people": frozenset({"name"}),
    "products": frozenset({"name"}),
}
"""A row has to have one of these to say what it is about."""


def sort_of(field: str) -> Sort:
    return SORTS.get(field, "text")


def called(kind: Kind, field: str) -> Sentence:
    """The field in the reader's language."""
    if field in _OURS:
        return Sentence(_OURS[field])
    return field_called(kind, field) if field in IMPORTED else Sentence(field)
