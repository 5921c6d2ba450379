"""Carry plans out in one statement: all rows of the conversions, the leads' moves and the journal, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tasuki.platform.access.actor import Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry
from tasuki.platform.jsonb import dumps
from tasuki.platform.sql import run
from tasuki.records.naming import called
from tasuki.rules.dossier import Discount, Money
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys, company_key
from tasuki.stages.conversion.comparing import Compared, filled
from tasuki.stages.conversion.freeze import frozen, snapshot
from tasuki.stages.conversion.keeping import kept
from tasuki.stages.conversion.placed import Placed, PlacedContact
from tasuki.stages.conversion.plan import Plan
from tasuki.stages.conversion.settling import added_to
from tasuki.stages.conversion.telling import entries_of

# The document's lists and the tables whose rows they are; each list becomes rows of its table as it stands.
TABLES = {
    "accounts": "records_account",
    "contacts": "records_contact",
    "opportunities": "records_opportunity",
    "roles": "records_contactrole",
    "steps": "records_nextstep",
    "tasks": "records_task",
    "plans": "records_accountplan",
    "conversions": "conversion_conversion",
    "approvals": "conversion_approval",
}
_INSERTS = ",\n".join(
    f"{rows} AS (\n  INSERT INTO {table} SELECT r.* FROM doc, jsonb_populate_recordset(NULL::{table}, d->'{rows}') r)"
    for rows, table in TABLES.items()
)

# Conversions as one statement over one JSON document. A lead moves only from the state in which it was judged
# (compare and set); the count tells how many did.
WRITE_CONVERSIONS = f"""
WITH doc AS (SELECT %(doc)s::jsonb AS d),
leads AS (
  SELECT l.* FROM doc, jsonb_to_recordset(d->'leads')
    AS l(id uuid, at timestamptz, account uuid, contact uuid, opportunity uuid)),
moved AS (
  UPDATE records_lead lead SET state = 'converted', state_since = leads.at, version = lead.version + 1,
    entered_converted_at = coalesce(lead.entered_converted_at, leads.at),
    account_id = leads.account, contact_id = leads.contact, opportunity_id = leads.opportunity
  FROM leads WHERE lead.id = leads.id AND lead.id = ANY(%(ids)s) AND lead.state = 'discovery' RETURNING lead.id),
{_INSERTS},
events AS (
  INSERT INTO journal_event (code, at, actor_id, door, subject, subject_id, lead_id, opportunity_id, playbook, reason,
    origin, data)
  SELECT e.code, e.at, e.actor_id, e.door, e.subject, e.subject_id, e.lead_id, e.opportunity_id, e.playbook, e.reason,
    e.origin, e.data
  FROM doc, jsonb_populate_recordset(NULL::journal_event, d->'events') e
  RETURNING seq, code, subject_id),
words AS (
  INSERT INTO journal_payload (event_id, words)
  SELECT events.seq, w.words
  FROM doc, jsonb_to_recordset(d->'words') AS w(code varchar, subject_id uuid, words jsonb)
  JOIN events USING (code, subject_id))
SELECT count(*) FROM moved
"""


Document = dict[str, list[dict[str, Any]]]


def write(document: Document) -> bool:
    """Execute the document. False means that a lead had moved meanwhile, and the caller must roll back."""
    return bool(run(WRITE_CONVERSIONS, values_of(document))[0][0] == len(document["leads"]))


def values_of(document: Document) -> dict[str, Any]:
    """The document as `WRITE_CONVERSIONS` takes it; the answer is how many leads it moved."""
    return {"doc": dumps(document, _json).decode(), "ids": [row["id"] for row in document["leads"]]}


def together(documents: Iterable[Document]) -> Document:
    """Several documents as one."""
    one: Document = {}
    for document in documents:
        for table, rows in document.items():
            one.setdefault(table, []).extend(rows)
    return one


def document_of(
    plan: Plan, *, by: Actor, key: str | None, digest: str, approver: Mapping[str, Any] | None
) -> tuple[Document, tuple[Entry, ...]]:
    """The rows of a conversion, and the same events as entries for those who listen."""
    at = plan.decision.at
    conversion_id, opportunity_id = new_id(at), plan.into.id if plan.into else new_id(at)
    pending = approver is not None
    approvals = [_approval(plan, conversion_id, opportunity_id, by, approver)] if approver is not None else []
    account_rows = [_account(plan)] if plan.account.action == "create" else []
    contacts = [_contact(plan, one) for one in plan.contacts if one.placed.action == "create"]
    roles = _roles(plan, opportunity_id)
    steps = _steps(plan, opportunity_id)
    tasks = _tasks(plan, opportunity_id)
    plans = [_account_plan(plan, opportunity_id)] if plan.strategic else []
    conversion = _conversion(plan, conversion_id, opportunity_id, by, key, digest, plans)
    if plan.into:
        conversion["made"]["opportunity"] |= added_to(plan, roles=roles, steps=steps, tasks=tasks)
    entries = entries_of(plan, conversion, by, approver["id"] if approver is not None else None)
    document: Document = {
        "leads": [
            {
                "id": plan.gathered.lead_id,
                "at": at,
                "account": conversion["account_id"],
                "contact": conversion["contact_id"],
                "opportunity": opportunity_id,
            }
        ],
        "accounts": account_rows,
        "contacts": contacts,
        "opportunities": [] if plan.into else [_opportunity(plan, opportunity_id, pending)],
        "roles": roles,
        "steps": steps,
        "tasks": tasks,
        "plans": plans,
        "approvals": approvals,
        "conversions": [conversion],
        "events": [_event(entry) for entry in entries],
        "words": [
            {"code": entry.code, "subject_id": entry.subject_id, "words": dict(entry.words)}
            for entry in entries
            if entry.words
        ],
    }
    return document, entries


def _account(plan: Plan) -> dict[str, Any]:
    lead, at = plan.gathered.lead, plan.decision.at
    folded = company_key(plan.account.name)
    facts = CompanyFacts(name=plan.account.name, domain=lead["company_domain"])
    return {
        "id": plan.account.id,
        "name": plan.account.name,
        "name_key": folded.core[:255],
        "legal_form": folded.legal_form[:40],
        "domain": lead["company_domain"],
        **{name: lead[name] for name in ("country", "region", "industry", "segment", "employees")},
        **{name: lead[name] for name in ("business_model", "technologies", "tier", "background")},
        "owner_id": plan.owner_id,
        "match_keys": [
            one[:80] for one in blocking_keys(facts, free_mail_domains=frozenset(plan.book.free_mail))
        ],
        "fields": {},
        "created_at": at,
        "version": 1,
    }


def _contact(plan: Plan, one: PlacedContact) -> dict[str, Any]:
    lead, facts = plan.gathered.lead, one.facts
    mine = lead if one.is_lead else {}
    email, phone = facts.email or mine.get("email", ""), facts.phone or mine.get("phone", "")
    person = PersonFacts(
        name=one.placed.name,
        email=email,
        phones=(phone,) if phone else (),
        company=lead["company_name"],
        domain=lead["company_domain"],
    )
    return {
        "id": one.placed.id,
        "account_id": plan.account.id,
        "name": one.placed.name,
        **{name: mine.get(name, "") for name in ("family_name", "given_name", "kana")},
        "title": facts.title or mine.get("title", ""),
        "email": email,
        "phone": phone,
        "consent": mine.get("consent", {}),
        "match_keys": [
            key[:80] for key in blocking_keys(person, free_mail_domains=frozenset(plan.book.free_mail))
        ],
        "fields": {},
        "created_at": plan.decision.at,
        "version": 1,
    }


_SAME = (
    "product", "use_case", "amount_basis", "close_on", "close_date_basis", "close_date_evidence", "follow_up_plan",
    "qualification_notes", "product_line", "industry_vertical", "stage",
)  # fmt: skip


def _opportunity(plan: Plan, opportunity_id: UUID, pending: bool) -> dict[str, Any]:
    facts, lead, at, book = plan.opportunity, plan.gathered.lead, plan.decision.at, plan.book
    amount = facts.amount or Money(Decimal(0), book.playbook.currency)
    stage = book.stages.get(facts.stage)
    probability = facts.probability if facts.probability is not None else stage.probability if stage else None
    override = plan.dossier.override
    return {
        **{name: getattr(facts, name) for name in _SAME},
        "id": opportunity_id,
        "name": called(plan.dossier, book),
        "company_part": facts.company,
        "origin": "native",
        "state": "pending_approval" if pending else "open",
        "stage_since": at,
        "stage_history": [{"stage": facts.stage, "at": at}],
        "in_forecast": not pending,
        "probability": round(probability, 4) if probability is not None else None,
        "account_id": plan.account.id,
        "lead_id": plan.gathered.lead_id,
        "owner_id": plan.owner_id,
        "sdr_id": lead["owner_id"],
        "source": lead["source"],
        "campaign_id": lead["campaign_id"],
        "amount": amount.amount,
        "currency": amount.currency,
        "discount": _discount(facts.discount),
        "close_date_pushes": 0,
        "decision_criteria": facts.decision_criteria or facts.evaluation_factors,
        "competitive_landscape": facts.competitive_landscape,
        "risks": facts.risks or facts.deal_blockers,
        "fit_at_conversion": lead["fit"],
        "intent_at_conversion": lead["intent"],
        "playbook": book.stamp,
        "segment": lead["segment"] or _account_segment(plan),
        "fields": {
            **facts.fields,
            **({"solution_category": facts.solution_category} if facts.solution_category else {}),
        },
        "overridden": override is not None,
        "waiver_expires_on": override.expires_on if override else None,
        "close_reason": "",
        "close_rationale": "",
        "competitor": "",
        "last_activity_at": lead["last_touch_at"] or at,
        "tags": [],
        "created_at": at,
        "version": 1,
    }


def _account_segment(plan: Plan) -> str:
    """What the linked account knows and the lead does not (step 4: account context is inherited)."""
    rows = (row for row in plan.gathered.rows("accounts") if row["id"] == str(plan.account.id))
    return next((row["segment"] for row in rows), "")


def _discount(discount: Discount | None) -> Any:
    return frozen(discount) if discount else None


def _roles(plan: Plan, opportunity_id: UUID) -> list[dict[str, Any]]:
    at = plan.decision.at
    primary = next((one for one in plan.contacts if one.primary), None)
    return [
        {
            "id": new_id(at),
            "opportunity_id": opportunity_id,
            "contact_id": one.placed.id,
            "role": role,
            "is_primary": one is primary and index == 0,
            "stance": one.facts.stance,
            "evidence": "",
        }
        for one in plan.contacts
        for index, role in enumerate(_primary_role_first(one))
        if plan.into is None or (str(one.placed.id), role) not in plan.into.roles
    ]


def _primary_role_first(one: PlacedContact) -> list[str]:
    return sorted(
        (role for role in one.roles if role), key=lambda role: role not in ("economic_buyer", "champion")
    )


def _steps(plan: Plan, opportunity_id: UUID) -> list[dict[str, Any]]:
    at = plan.decision.at
    return [
        {
            "id": new_id(at),
            "opportunity_id": opportunity_id,
            "action": step.action,
            "owner_id": owner or plan.owner_id,
            "due_on": step.due_on,
            "created_at": at,
        }
        for step, owner in zip(plan.steps, plan.step_owners, strict=True)
        if step.due_on
    ]


def _tasks(plan: Plan, opportunity_id: UUID) -> list[dict[str, Any]]:
    """O-19: the follow-up, dated like the first next step; AC-1: the account plan; AP-2: the manager hears."""
    facts = plan.opportunity
    days = [step.due_on for step in facts.next_steps if step.due_on]
    due_on = min(days, default=plan.today + timedelta(days=plan.book.limits.next_step_within_days))
    tasks = [_task(plan, opportunity_id, "follow_up", facts.follow_up_plan, due_on)]
    if plan.strategic:
        tasks.append(_task(plan, opportunity_id, "account_plan", plan.account.name, due_on))
    owner = plan.gathered.people.get(facts.owner)
    if plan.manager_hears and owner and owner["manager"]:
        tasks.append(
            _task(plan, opportunity_id, "amount_notice", plan.account.name, plan.today, owner["manager"])
        )
    return tasks


def _task(
    plan: Plan, opportunity_id: UUID, kind: str, title: str, due_on: date, owner: Any = None
) -> dict[str, Any]:
    return {
        "id": new_id(plan.decision.at),
        "kind": kind,
        "title": title[:300],
        "owner_id": owner or plan.owner_id,
        "due_on": due_on,
        "lead_id": plan.gathered.lead_id,
        "opportunity_id": opportunity_id,
        "account_id": plan.account.id,
        "created_at": plan.decision.at,
    }


def _account_plan(plan: Plan, opportunity_id: UUID) -> dict[str, Any]:
    facts = plan.opportunity
    return {
        "id": new_id(plan.decision.at),
        "account_id": plan.account.id,
        "opportunity_id": opportunity_id,
        "owner_id": plan.owner_id,
        "objective": plan.dossier.answers.value_alignment.statement,
        "stakeholders": [
            {"name": one.placed.name, "roles": list(one.roles), "contact": one.placed.id}
            for one in plan.contacts
        ],
        "competitors": facts.competitive_landscape,
        "risks": facts.risks or facts.deal_blockers,
        "actions": [
            {"action": step.action, "due_on": step.due_on, "owner": step.owner} for step in facts.next_steps
        ],
        "opened_at": plan.decision.at,
        "version": 1,
    }


def _conversion(
    plan: Plan,
    conversion_id: UUID,
    opportunity_id: UUID,
    by: Actor,
    key: str | None,
    digest: str,
    plans: list[Any],
) -> dict[str, Any]:
    lead, at, override = plan.gathered.lead, plan.decision.at, plan.dossier.override
    primary = next((one for one in plan.contacts if one.is_lead), plan.contacts[0] if plan.contacts else None)
    return {
        "id": conversion_id,
        "lead_id": plan.gathered.lead_id,
        "opportunity_id": opportunity_id,
        "account_id": plan.account.id,
        "contact_id": primary.placed.id if primary else None,
        "at": at,
        "by_id": by.person_id,
        "playbook": plan.book.stamp,
        "verdict": plan.decision.verdict.value,
        "decision": kept(plan.decision),
        "dossier": snapshot(plan.dossier),
        "brief": plan.gathered.document["brief"],
        "fit": lead["fit"],
        "intent": lead["intent"],
        "override": frozen(override) if override else None,
        "made": {
            "opportunity": {"id": opportunity_id, "action": "link" if plan.into else "create"},
            "account": _made(plan.account, plan.account_fields),
            "contacts": [_made(one.placed, plan.contact_fields(one)) for one in plan.contacts],
            "account_plan": plans[0]["id"] if plans else None,
        },
        "unmapped": list(plan.unmapped),
        "idempotency_key": key,
        "request_digest": digest,
        "voidable_until": at + timedelta(hours=plan.book.limits.void_hours),
        "void_reason": "",
    }


def _made(placed: Placed, fields: Iterable[Compared]) -> dict[str, Any]:
    return {"id": placed.id, "action": placed.action, "filled": sorted(filled(fields))}


def _approval(
    plan: Plan, conversion_id: UUID, opportunity_id: UUID, by: Actor, approver: Mapping[str, Any]
) -> dict[str, Any]:
    asking = [finding for finding in plan.decision.troubles if finding.enforcement.value == "manager_review"]
    return {
        "id": new_id(plan.decision.at),
        "conversion_id": conversion_id,
        "opportunity_id": opportunity_id,
        "rules": list(dict.fromkeys(finding.rule for finding in asking)),
        "asked_by_id": by.person_id,
        "approver_id": approver["id"],
        "approver_because": approver["because"],
        "rank": approver["rank"],
        "state": "pending",
        "asked_at": plan.decision.at,
        "rationale": "",
    }


def _event(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "at": entry.at,
        "actor_id": entry.by.person_id,
        "door": entry.by.door,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "lead_id": entry.lead_id,
        "opportunity_id": entry.opportunity_id,
        "playbook": entry.playbook,
        "reason": entry.reason,
        "origin": entry.origin,
        "data": dict(entry.data),
    }


def _json(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
