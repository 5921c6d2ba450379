"""The floor: the same rows by raw psycopg, prepared statements, one transaction per operation, no rule and no question."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.types.json import Jsonb

from bench.company import AT

LEAD = """
UPDATE records_lead SET state='converted', state_since=%s, version=version+1, account_id=%s, contact_id=%s,
opportunity_id=%s, entered_converted_at=%s WHERE id=%s AND state='discovery'
"""
ACCOUNT = """
INSERT INTO records_account (id, name, name_key, legal_form, domain, country, region, industry, segment, employees,
business_model, technologies, tier, background, match_keys, fields, created_at, version)
VALUES (%s, %s, %s, '株式会社', %s, 'JP', '関東', 'manufacturing', 'mid_market', 850, '', '{}', '', '', %s, '{}', %s, 1)
"""
CONTACT = """
INSERT INTO records_contact (id, account_id, name, family_name, given_name, kana, title, email, phone, consent,
match_keys, fields, created_at, version) VALUES (%s, %s, %s, '', '', '', '部長', %s, '', '{}', %s, '{}', %s, 1)
"""
OPPORTUNITY = """
INSERT INTO records_opportunity (id, name, company_part, product, use_case, origin, state, stage, stage_since,
stage_history, in_forecast, probability, account_id, lead_id, owner_id, source, amount, currency, amount_basis, close_on,
close_date_basis, close_date_evidence, close_date_pushes, follow_up_plan, decision_criteria, competitive_landscape,
risks, product_line, industry_vertical, qualification_notes, fit_at_conversion, intent_at_conversion, playbook, segment,
fields, overridden, close_reason, close_rationale, competitor, tags, created_at, version)
VALUES (%s, %s, 'x', 'Planner', '出荷計画', 'native', 'open', 'discovery', %s, '[]', true, 0.1, %s, %s, %s, 'inbound',
11500000, 'JPY', 'discovery', '2027-03-15', 'forcing_function', 'ev-1', 0, '隔週', '納期', 'B社', 'ERP', '', '', '', 72, 55,
'article@1', 'mid_market', '{}', false, '', '', '', '{}', %s, 1)
"""
ROLE = """
INSERT INTO records_contactrole (id, opportunity_id, contact_id, role, is_primary, stance, evidence)
VALUES (%s, %s, %s, %s, %s, '', '')
"""
STEP = "INSERT INTO records_nextstep (id, opportunity_id, action, owner_id, due_on, created_at) VALUES (%s, %s, 'デモ', %s, '2026-11-27', %s)"
TASK = """
INSERT INTO records_task (id, kind, title, owner_id, due_on, lead_id, opportunity_id, account_id, created_at)
VALUES (%s, 'follow_up', '隔週の確認会', %s, '2026-11-27', %s, %s, %s, %s)
"""
CONVERSION = """
INSERT INTO conversion_conversion (id, lead_id, opportunity_id, account_id, contact_id, at, by_id, playbook, verdict,
decision, dossier, brief, fit, intent, made, unmapped, request_digest, voidable_until, void_reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'article@1', 'passed', %s, %s, %s, 72, 55, '{}', '[]', '', %s, '')
"""
EVENT = """
INSERT INTO journal_event (code, at, actor_id, door, subject, subject_id, lead_id, opportunity_id, playbook, reason,
origin, data) VALUES ('opportunity.created', %s, %s, 'api', 'opportunity', %s, %s, %s, 'article@1', '', 'native', '{}')
"""


def convert_all(dsn: str, leads: list[str], ae: UUID, decision: Any, dossier: Any, keys: list[str]) -> float:
    """Seconds for one transaction per lead: eleven inserts and one update, each prepared on the server."""
    with psycopg.connect(dsn, prepare_threshold=0) as connection:
        started = time.perf_counter()
        for n, lead in enumerate(leads):
            with connection.transaction(), connection.cursor() as cursor:
                _one(cursor, n, lead, ae, decision, dossier, keys)
        return time.perf_counter() - started


def _one(cursor: Any, n: int, lead: str, ae: UUID, decision: Any, dossier: Any, keys: list[str]) -> None:
    account, first, second, opportunity, conversion = (uuid4() for _ in range(5))
    cursor.execute("SELECT id FROM records_lead WHERE id = %s FOR UPDATE", (lead,))
    cursor.execute(ACCOUNT, (account, f"株式会社床{n}", f"床{n}", f"f{n}.example", keys[:9], AT))
    cursor.execute(CONTACT, (first, account, "高橋", f"a{n}@f{n}.example", keys[:9], AT))
    cursor.execute(CONTACT, (second, account, "佐藤", "", keys[:6], AT))
    cursor.execute(OPPORTUNITY, (opportunity, f"床{n}", AT, account, lead, ae, AT))
    cursor.execute(ROLE, (uuid4(), opportunity, first, "champion", True))
    cursor.execute(ROLE, (uuid4(), opportunity, second, "economic_buyer", False))
    cursor.execute(STEP, (uuid4(), opportunity, ae, AT))
    cursor.execute(TASK, (uuid4(), ae, lead, opportunity, account, AT))
    cursor.execute(
        CONVERSION,
        (conversion, lead, opportunity, account, first, AT, ae, Jsonb(decision), Jsonb(dossier), Jsonb({}),
         AT + timedelta(hours=24)),
    )  # fmt: skip
    cursor.execute(EVENT, (AT, ae, opportunity, lead, opportunity))
    cursor.execute(LEAD, (AT, account, first, opportunity, AT, lead))


