"""Accounts, recognised again by id, by domain, or by name and legal form (O-10)."""

from __future__ import annotations

from typing import Any

from tasuki.records.matching import stored_keys
from tasuki.records.models import Account
from tasuki.rules.matching import CompanyFacts, company_key
from tasuki.stages.intake.importing.cells import as_count, as_country, as_id, as_moment, as_text
from tasuki.stages.intake.importing.kinds.kind import Column, Kind, Staged, array_of
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.intake.reachability import domain_of, phone_of


def assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    get = values.get
    read = company_key(get("name", ""))
    domain = domain_of(get("domain", "")) if get("domain") else ""
    domain = "" if domain in terms.free_mail else domain
    phones = (phone_of(get("phone", ""), get("country") or terms.region),) if get("phone") else ()
    facts = CompanyFacts(name=get("name", ""), domain=domain, phones=phones)
    owner = terms.person(get("owner", "")) if get("owner") else None
    if get("owner") and owner is None:
        extras["owner_name"] = get("owner")
    return {
        **values, "name_key": read.core[:255], "legal_form": read.legal_form, "domain": domain, "owner_id": owner,
        "created_at": get("created_at") or terms.at, "match_keys": array_of(stored_keys(facts, terms.free_mail)),
    }  # fmt: skip


def identities(row: Staged) -> tuple[str, ...]:
    by_name = f"n:{row['name_key'].replace(' ', '')}:{row['legal_form']}:{row['domain']}"
    return (f"d:{row['domain']}", by_name) if row["domain"] else (by_name,)


ACCOUNTS = Kind(
    name="accounts",
    subject="account",
    model=Account,
    converters={
        "external_id": as_id, "name": as_text, "domain": as_text, "country": as_country, "region": as_text,
        "industry": as_text, "segment": as_text, "employees": as_count, "business_model": as_text, "tier": as_text,
        "background": as_text, "phone": as_text, "owner": as_text, "created_at": as_moment,
    },
    keeps=frozenset({"phone"}),
    needs=frozenset({"name"}),
    lands=(
        *(Column(name) for name in (
            "external_id", "name", "name_key", "legal_form", "domain", "country", "region", "industry", "segment",
            "business_model", "tier", "background",
        )),
        Column("employees", "integer"), Column("owner_id", "uuid", updates=False),
        Column("created_at", "timestamptz", updates=False), Column("match_keys", "text[]"), Column("fields", "jsonb"),
    ),
    stages=(),
    assemble=assemble,
    identities=identities,
    matches=(
        """UPDATE {staging} s SET match = coalesce(t.merged_into_id, t.id), how = 'domain' FROM {table} t
           WHERE s.match IS NULL AND t.domain = s.domain AND t.domain <> ''
             AND (s.external_id IS NULL OR t.external_id IS NULL OR {same_key})""",
        """UPDATE {staging} s SET match = coalesce(t.merged_into_id, t.id), how = 'name' FROM {table} t
           WHERE s.match IS NULL AND {same_key}
             AND (t.legal_form = s.legal_form OR t.legal_form = '' OR s.legal_form IS NULL)
             AND (t.domain = '' OR s.domain IS NULL OR t.domain = s.domain)""",
    ),
)  # fmt: skip
