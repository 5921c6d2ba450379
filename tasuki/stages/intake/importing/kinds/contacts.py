"""Contacts, joined to their account by id, else by name."""

from __future__ import annotations

from typing import Any

from tasuki.records.matching import stored_keys
from tasuki.records.models import Contact
from tasuki.rules.matching import PersonFacts, company_key
from tasuki.stages.intake.importing.cells import as_email, as_id, as_moment, as_text
from tasuki.stages.intake.importing.kinds.kind import Column, Kind, Staged, array_of, full_name
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.intake.reachability import domain_of, phone_of


def assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    get = values.get
    family, given = get("family_name", ""), get("given_name", "")
    name = full_name(get("name", ""), family, given)
    email, company = get("email", ""), get("account_name", "")
    phone = phone_of(get("phone", ""), terms.region) if get("phone") else ""
    host = email.rpartition("@")[2]
    facts = PersonFacts(
        name=name, family_name=family, given_name=given, reading=get("kana", ""), email=email,
        phones=(phone,) if phone else (), company=company, domain="" if host in terms.free_mail else domain_of(host),
    )  # fmt: skip
    return {
        **values, "name": name or email, "phone": phone, "created_at": get("created_at") or terms.at,
        "account_key": company_key(company).core.replace(" ", "") if company else None,
        "match_keys": array_of(stored_keys(facts, terms.free_mail)),
    }  # fmt: skip


def identities(row: Staged) -> tuple[str, ...]:
    return (f"e:{row['email']}",) if row.get("email") else ()


CONTACTS = Kind(
    name="contacts",
    subject="contact",
    model=Contact,
    converters={
        "external_id": as_id, "name": as_text, "family_name": as_text, "given_name": as_text, "kana": as_text,
        "title": as_text, "email": as_email, "phone": as_text, "account_ref": as_id, "account_name": as_text,
        "created_at": as_moment,
    },
    keeps=frozenset({"account_ref", "account_name"}),
    needs=frozenset({"name", "family_name", "email"}),
    lands=(
        *(Column(name) for name in (
            "external_id", "name", "family_name", "given_name", "kana", "title", "email", "phone",
        )),
        Column("account_id", "uuid"), Column("created_at", "timestamptz", updates=False),
        Column("match_keys", "text[]"), Column("fields", "jsonb"),
    ),
    stages=(Column("account_ref"), Column("account_name"), Column("account_key")),
    assemble=assemble,
    identities=identities,
    resolve=("{account_by_ref}", "{account_by_name}"),
    makes=("accounts",),
    matches=(
        """UPDATE {staging} s SET match = coalesce(t.merged_into_id, t.id), how = 'email' FROM {table} t
           WHERE s.match IS NULL AND t.email = s.email AND t.email <> ''
             AND (s.external_id IS NULL OR t.external_id IS NULL OR {same_name})""",
    ),
)  # fmt: skip
