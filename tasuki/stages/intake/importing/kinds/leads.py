"""Leads. They land as captured, unless the other system clearly says that they are converted or disqualified."""

from __future__ import annotations

import re
from typing import Any

from tasuki.records.models import Lead
from tasuki.rules.lifecycle import LeadState
from tasuki.rules.matching import PersonFacts
from tasuki.stages.intake.importing.cells import (
    as_count,
    as_country,
    as_email,
    as_id,
    as_moment,
    as_text,
    as_yes_or_no,
)
from tasuki.stages.intake.importing.kinds.kind import Column, Kind, Staged, array_of, full_name
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.intake.keys import found_by
from tasuki.stages.intake.reachability import domain_of, phone_of

_SAYS_CONVERTED = re.compile(r"(?<!not )(?<!un)converted|取引開始|転換済|商談化済", re.IGNORECASE)
_SAYS_DISQUALIFIED = re.compile(
    r"not converted|disqualif|unqualified|^junk|^lost|bad fit|not interested|不適格|対象外|見込みなし|失注",
    re.IGNORECASE,
)


def assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    get = values.get
    family, given = get("family_name", ""), get("given_name", "")
    name = full_name(get("name", ""), family, given)
    email = get("email", "")
    phone = phone_of(get("phone", ""), get("country") or terms.region) if get("phone") else ""
    host = email.rpartition("@")[2]
    domain = domain_of(get("company_domain") or ("" if host in terms.free_mail else host))
    source_words = get("source", "")
    facts = PersonFacts(
        name=name, family_name=family, given_name=given, reading=get("kana", ""), email=email,
        phones=(phone,) if phone else (), company=get("company_name", ""), domain=domain or host,
    )  # fmt: skip
    found = found_by(facts, terms.free_mail)
    captured_at = get("captured_at") or terms.at
    moved_at = get("converted_at") or captured_at
    state = _state(values)
    owner = terms.person(get("owner", "")) if get("owner") else None
    if get("owner") and owner is None:
        extras["owner_name"] = get("owner")
    staged = {
        **values, "name": name, "phone": phone, "company_domain": domain, "owner_id": owner,
        "source": terms.source(source_words),
        "source_detail": get("source_detail") or source_words, "state": state.value, "captured_at": captured_at,
        "state_since": captured_at if state is LeadState.CAPTURED else moved_at,
        "entered_converted_at": moved_at if state is LeadState.CONVERTED else None,
        "entered_disqualified_at": moved_at if state is LeadState.DISQUALIFIED else None,
        **found, "match_keys": array_of(found["match_keys"]),
    }  # fmt: skip
    if not email and not get("external_id"):
        staged["identity"] = _identity(found["match_keys"])
    return staged


def _state(values: dict[str, Any]) -> LeadState:
    """The system's own flag decides over the words of a status."""
    words, flag = values.get("status", ""), values.get("is_converted")
    if flag or (
        flag is None and words and _SAYS_CONVERTED.search(words) and not _SAYS_DISQUALIFIED.search(words)
    ):
        return LeadState.CONVERTED
    return LeadState.DISQUALIFIED if words and _SAYS_DISQUALIFIED.search(words) else LeadState.CAPTURED


def _identity(keys: list[str]) -> str | None:
    """Somebody without address or number is known by the whole name at one company."""
    name = [key for key in keys if key.startswith("n:")]
    employer = [key for key in keys if key.startswith("w:")]
    return array_of(name[:1] + employer) if name and employer else None


def identities(row: Staged) -> tuple[str, ...]:
    if row.get("email"):
        return (f"e:{row['email']}",)
    return (f"n:{row['identity']}",) if row.get("identity") else ()


LEADS = Kind(
    name="leads",
    subject="lead",
    model=Lead,
    converters={
        "external_id": as_id, "name": as_text, "family_name": as_text, "given_name": as_text, "kana": as_text,
        "title": as_text, "email": as_email, "phone": as_text, "company_name": as_text, "company_domain": as_text,
        "country": as_country, "region": as_text, "industry": as_text, "employees": as_count, "segment": as_text,
        "business_model": as_text, "tier": as_text, "background": as_text, "source": as_text,
        "source_detail": as_text, "campaign": as_text, "message": as_text, "why_now": as_text,
        "captured_at": as_moment, "owner": as_text, "status": as_text, "is_converted": as_yes_or_no,
        "converted_at": as_moment, "account_ref": as_id,
    },
    keeps=frozenset({"status", "is_converted", "converted_at", "account_ref", "source"}),
    needs=frozenset({"external_id", "email", "name", "family_name", "given_name", "phone", "company_name"}),
    lands=(
        *(Column(name) for name in (
            "external_id", "name", "family_name", "given_name", "kana", "title", "email", "phone", "company_name",
            "company_domain", "country", "region", "industry", "segment", "business_model", "tier", "background",
            "message", "why_now",
        )),
        Column("source", updates=False), Column("source_detail", updates=False),
        Column("employees", "integer"), Column("owner_id", "uuid", updates=False),
        Column("campaign_id", "uuid", updates=False), Column("account_id", "uuid", updates=False),
        Column("state", updates=False), Column("captured_at", "timestamptz", updates=False),
        Column("state_since", "timestamptz", updates=False),
        Column("entered_converted_at", "timestamptz", updates=False),
        Column("entered_disqualified_at", "timestamptz", updates=False),
        Column("match_keys", "text[]"), Column("search_text"), Column("fields", "jsonb"),
    ),
    stages=(Column("campaign"), Column("account_ref"), Column("identity", "text[]")),
    assemble=assemble,
    identities=identities,
    makes=("campaigns",),
    resolve=(
        """UPDATE {staging} s SET account_id = a.id FROM {account} a WHERE a.external_id = s.account_ref""",
        """UPDATE {staging} s SET account_id = a.id, company_name = a.name,
               search_text = concat(s.search_text, ' ', a.name_key) FROM {account} a
           WHERE s.company_name ~ '^001[0-9A-Za-z]{{12}}' AND a.external_id = s.company_name""",
    ),
    matches=(
        """UPDATE {staging} s SET match = coalesce(t.merged_into_id, t.id), how = 'email' FROM {table} t
           WHERE s.match IS NULL AND t.email = s.email AND t.email <> ''
             AND (s.external_id IS NULL OR t.external_id IS NULL OR {same_name})""",
        """UPDATE {staging} s SET match = coalesce(t.merged_into_id, t.id), how = 'name' FROM {table} t
           WHERE s.match IS NULL AND s.identity IS NOT NULL AND t.match_keys @> s.identity::varchar[]""",
    ),
    events=(
        """SELECT 'lead.captured', s.captured_at, 'lead', s.id, s.id, NULL::uuid,
                  jsonb_build_object('import', %(import)s::text, 'source', s.source, 'state', s.state)
           FROM {staging} s WHERE s.action = 'create'""",
    ),
)  # fmt: skip
