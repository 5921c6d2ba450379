"""Opportunities of the past: open, won or lost, with origin import; they never count as gate-passed.

Only opportunities that were imported are updated by a later file: what the gates let through here changes here.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tasuki.records.models import Opportunity
from tasuki.rules.lifecycle import OpportunityState
from tasuki.rules.matching import company_key
from tasuki.stages.intake.importing.cells import (
    as_currency,
    as_fraction,
    as_id,
    as_moment,
    as_money,
    as_text,
    as_yes_or_no,
)
from tasuki.stages.intake.importing.kinds.kind import Column, Kind, Staged
from tasuki.stages.intake.importing.terms import Terms, slug

_WON = re.compile(r"\bwon\b|^受注|成約|契約済", re.IGNORECASE)
_LOST = re.compile(r"\blost\b|失注|^敗|見送り|不成立", re.IGNORECASE)
_STATE_OF_KIND = {"won": OpportunityState.CLOSED_WON, "lost": OpportunityState.CLOSED_LOST}


def assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    get = values.get
    amount, currency = get("amount") or (None, "")
    words = get("stage", "")
    stage, state = _where_it_stands(values, words, terms)
    closed_at = _closed_at(values, state)
    created_at = get("created_at") or (min(terms.at, closed_at) if closed_at else terms.at)
    for role in ("owner", "sdr"):
        if get(role) and terms.person(get(role, "")) is None:
            extras[f"{role}_name"] = get(role)
    close_on = get("close_on") or closed_at
    return {
        **values, "name": _name(values), "company_part": get("account_name", ""), "stage": stage, "state": state.value,
        "owner_id": terms.person(get("owner", "")) if get("owner") else None,
        "sdr_id": terms.person(get("sdr", "")) if get("sdr") else None,
        "amount": amount, "currency": (get("currency") or currency or terms.currency)[:3].upper(),
        "close_on": close_on.astimezone(terms.zone).date() if close_on else None, "closed_at": closed_at,
        "created_at": created_at, "stage_since": closed_at or created_at,
        "source": terms.source(get("source", "")),
        "account_key": company_key(get("account_name", "")).core.replace(" ", "") if get("account_name") else None,
    }  # fmt: skip


def _where_it_stands(values: dict[str, Any], words: str, terms: Terms) -> tuple[str, OpportunityState]:
    """The stage of the playbook where the words name one, else the words; won and lost by flag, by words, by date."""
    known = terms.stage(words)
    if values.get("is_won") or _WON.search(words) or (known and known[1] == "won"):
        state = OpportunityState.CLOSED_WON
    elif values.get("is_closed") or _LOST.search(words) or (known and known[1] == "lost"):
        state = OpportunityState.CLOSED_LOST
    elif not words and values.get("closed_at") and values.get("is_won") is None:
        state = OpportunityState.CLOSED_WON
    else:
        state = OpportunityState.OPEN
    if state is not OpportunityState.OPEN:
        return next(
            (key for key, kind in terms.stages.values() if _STATE_OF_KIND.get(kind) is state), state.value
        ), state
    return (known[0] if known and known[1] == "open" else slug(words) or terms.first_stage), state


def _closed_at(values: dict[str, Any], state: OpportunityState) -> datetime | None:
    if state is OpportunityState.OPEN:
        return None
    return values.get("closed_at") or values.get("close_on")


def _name(values: dict[str, Any]) -> str:
    parts = [values[part] for part in ("account_name", "product", "use_case") if values.get(part)]
    return (
        values.get("name") or " - ".join(parts) or values.get("external_id") or values.get("lead_ref") or ""
    )[:120]


def identities(row: Staged) -> tuple[str, ...]:
    return ()


OPPORTUNITIES = Kind(
    name="opportunities",
    subject="opportunity",
    model=Opportunity,
    converters={
        "external_id": as_id, "name": as_text, "account_ref": as_id, "account_name": as_text, "lead_ref": as_id,
        "contact_ref": as_id, "product": as_text, "product_line": as_text, "use_case": as_text, "stage": as_text,
        "is_won": as_yes_or_no, "is_closed": as_yes_or_no, "amount": as_money, "currency": as_currency,
        "probability": as_fraction, "close_on": as_moment, "closed_at": as_moment, "created_at": as_moment,
        "owner": as_text, "sdr": as_text, "source": as_text, "campaign": as_text, "close_reason": as_text,
        "competitor": as_text, "follow_up_plan": as_text, "risks": as_text, "decision_criteria": as_text,
        "qualification_notes": as_text, "segment": as_text,
    },
    keeps=frozenset({
        "stage", "is_won", "is_closed", "account_ref", "account_name", "lead_ref", "contact_ref", "source",
    }),
    needs=frozenset({"external_id", "name", "account_name", "lead_ref"}),
    lands=(
        *(Column(name) for name in (
            "external_id", "name", "company_part", "product", "product_line", "use_case", "state", "stage", "currency",
            "close_reason", "competitor", "follow_up_plan", "risks", "decision_criteria", "qualification_notes",
            "segment",
        )),
        Column("source", updates=False), Column("amount", "numeric"), Column("probability", "numeric"),
        Column("close_on", "date"), Column("closed_at", "timestamptz"), Column("stage_since", "timestamptz"),
        Column("created_at", "timestamptz", updates=False), Column("owner_id", "uuid"), Column("sdr_id", "uuid"),
        Column("account_id", "uuid"), Column("lead_id", "uuid"), Column("campaign_id", "uuid", updates=False),
        Column("fields", "jsonb"),
    ),
    stages=(
        Column("account_ref"), Column("account_name"), Column("account_key"), Column("lead_ref"),
        Column("contact_ref"), Column("campaign"),
    ),
    assemble=assemble,
    identities=identities,
    makes=("campaigns", "accounts"),
    resolve=(
        "{account_by_ref}",
        "{account_by_name}",
        """UPDATE {staging} s SET lead_id = t.id FROM {lead} t WHERE t.external_id = s.lead_ref""",
        """UPDATE {staging} s SET lead_id = i.record_id FROM {imported} i
           WHERE s.lead_id IS NULL AND s.lead_ref IS NOT NULL AND i.subject = 'lead' AND i.external_id = s.lead_ref""",
        """UPDATE {staging} s SET source = coalesce(s.source, nullif(t.source, '')),
                  campaign_id = coalesce(s.campaign_id, t.campaign_id),
                  account_id = coalesce(s.account_id, t.account_id)
           FROM {lead} t WHERE t.id = s.lead_id""",
    ),
    guard="t.origin = 'import'",
    events=(
        """SELECT 'opportunity.created', s.created_at, 'opportunity', s.id, s.lead_id, s.id,
                  jsonb_build_object('import', %(import)s::text)
           FROM {staging} s WHERE s.action = 'create'""",
        """SELECT CASE s.state WHEN 'closed_won' THEN 'opportunity.won' ELSE 'opportunity.lost' END, s.closed_at,
                  'opportunity', s.id, s.lead_id, s.id, jsonb_build_object('import', %(import)s::text)
           FROM {staging} s WHERE s.action = 'create' AND s.closed_at IS NOT NULL""",
    ),
    afterwards=(
        # A past lead whose past deal is known was converted then. A lead that lives here is never moved by a file.
        """WITH deal AS (
               SELECT DISTINCT ON (s.lead_id) s.lead_id, s.id, s.created_at FROM {staging} s
               WHERE s.action = 'create' AND s.lead_id IS NOT NULL ORDER BY s.lead_id, s.line
           ), was AS MATERIALIZED (
               SELECT t.id, t.state, t.opportunity_id, t.entered_converted_at, t.state_since, deal.id AS deal,
                      deal.created_at
               FROM {lead} t JOIN deal ON deal.lead_id = t.id
               WHERE t.origin = 'import' AND t.opportunity_id IS NULL AND t.state IN ('captured', 'converted')
               FOR UPDATE OF t
           ), now AS (
               UPDATE {lead} t SET state = 'converted', opportunity_id = was.deal, version = t.version + 1,
                      entered_converted_at = coalesce(t.entered_converted_at, was.created_at),
                      state_since = was.created_at
               FROM was WHERE t.id = was.id
               RETURNING t.id, t.state, t.opportunity_id, t.entered_converted_at, t.state_since
           )
           INSERT INTO {changes} (imported_id, subject, record_id, before, after)
           SELECT %(import)s, 'lead', was.id,
                  to_jsonb(was) - 'id' - 'deal' - 'created_at', to_jsonb(now) - 'id'
           FROM was JOIN now ON now.id = was.id""",
        """INSERT INTO {roles} (id, opportunity_id, contact_id, role, is_primary, stance, evidence)
           SELECT gen_random_uuid(), s.id, coalesce(c.merged_into_id, c.id), 'influencer', false, '', ''
           FROM {staging} s JOIN {contact} c ON c.external_id = s.contact_ref WHERE s.action = 'create'
           ON CONFLICT DO NOTHING""",
    ),
)  # fmt: skip
