"""Leads that are ready to convert, made set-wise: the measuring begins where the AE presses the button."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from tasuki.platform.people.models import Person, Team
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
BASE = json.loads((Path(__file__).parents[1] / "examples" / "worked" / "base.json").read_text())

# One ready lead per row of the parameter: lead, answers, evidence, held discovery call, accepted handoff with brief.
READY_LEADS = """
WITH doc AS (SELECT * FROM jsonb_to_recordset(%(leads)s::jsonb) AS r(
    id uuid, n bigint, name text, email text, company text, domain text, keys varchar[])),
lead AS (
  INSERT INTO records_lead (id, state, origin, name, family_name, given_name, kana, title, email, phone, company_name,
    company_domain, country, region, industry, employees, segment, business_model, technologies, tier, background, source,
    source_detail, message, why_now, consent, fields, fit, intent, score_reasons, owner_id, ae_id, accepted_rationale,
    exit_reason, exit_rationale, exit_cause, exit_state, reengage_trigger, nurture_track, times_recycled, on_hold,
    captured_at, state_since, entered_mql_at, entered_sal_at, entered_sql_at, entered_discovery_at, match_keys,
    evidence_seq, created_at, version)
  SELECT id, 'discovery', 'native', name, '', '', '', '部長', email, '', company, domain, 'JP', '関東', 'manufacturing', 850,
    'mid_market', '', '{}', '', '', 'inbound', '', '', '', '{}', '{}', 72, 55, '[]', %(sdr)s, %(ae)s, '', '', '', '', '',
    '', '', 0, false, %(at)s - interval '18 days', %(at)s - interval '2 days', %(at)s, %(at)s, %(at)s, %(at)s, keys,
    2, %(at)s, 1 FROM doc),
answers AS (
  INSERT INTO qualification_answer (id, lead_id, criterion, level, body, evidence, at)
  SELECT gen_random_uuid(), doc.id, a.key, (a.value->>'level')::int, a.value - 'level' - 'evidence',
    ARRAY(SELECT jsonb_array_elements_text(coalesce(a.value->'evidence', '[]'))), %(at)s
  FROM doc, jsonb_each(%(answers)s::jsonb) a),
evidence AS (
  INSERT INTO qualification_evidence (id, lead_id, key, kind, at, by, ref, note, added_at)
  SELECT gen_random_uuid(), doc.id, e->>'id', e->>'kind', (e->>'at')::timestamptz, e->>'by', e->>'ref', '', %(at)s
  FROM doc, jsonb_array_elements(%(evidence)s::jsonb) e),
touches AS (
  INSERT INTO records_touchpoint (id, lead_id, kind, at, direction, two_way, content, signal, note)
  SELECT gen_random_uuid(), doc.id, 'call', %(at)s - day * interval '1 day', 'inbound', true, '', '', ''
  FROM doc, generate_series(1, 4) AS day)
SELECT 1
"""


def people() -> tuple[Person, Person]:
    """Aoi, who qualifies, and Ren, who converts, with Mio as their manager."""
    team = Team.objects.create(name="bench")
    mio = Person.objects.create(handle="mio", name="Mio", roles=["manager"], team=team, created_at=AT)
    made = [
        Person.objects.create(handle=handle, name=handle, roles=[role], team=team, manager=mio, created_at=AT)
        for handle, role in (("aoi", "sdr"), ("ren", "ae"))
    ]
    return made[0], made[1]


def ready_leads(count: int, sdr: Person, ae: Person, start: int = 0) -> list[str]:
    """Make ``count`` ready leads of as many companies; returns their ids."""
    from tasuki.platform.ids import new_id

    rows = []
    for n in range(start, start + count):
        mark = hashlib.sha256(str(n).encode()).hexdigest()[:8]  # names as unlike each other as real ones
        name, domain = f"高橋 美咲{n}", f"{mark}.example.jp"
        company, email = f"株式会社{mark}製作所", f"p{n}@{domain}"
        person = PersonFacts(name=name, email=email, company=company, domain=domain)
        keys = sorted({*blocking_keys(person), *blocking_keys(CompanyFacts(name=company, domain=domain))})
        rows.append(
            {"id": str(new_id(AT)), "n": n, "name": name, "email": email, "company": company, "domain": domain,
             "keys": keys}
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            READY_LEADS,
            {
                "leads": json.dumps(rows),
                "answers": json.dumps(BASE["answers"]),
                "evidence": json.dumps(BASE["evidence"]),
                "sdr": sdr.pk,
                "ae": ae.pk,
                "at": AT,
            },
        )
    ids = [row["id"] for row in rows]
    _meetings_and_handoffs(ids, sdr, ae)
    return ids


def _meetings_and_handoffs(ids: list[str], sdr: Person, ae: Person) -> None:
    from tasuki.stages.handoff.models import BriefVersion, Handoff
    from tasuki.stages.meetings.models import Meeting

    held = AT - timedelta(days=2)
    same: dict[str, Any] = {"ae": ae, "sdr": sdr}
    Meeting.objects.bulk_create(
        (Meeting(lead_id=one, booked_for=held, booked_at=held, held_at=held, state="held", **same) for one in ids),
        batch_size=2000,
    )
    handoffs = Handoff.objects.bulk_create(
        (
            Handoff(lead_id=one, state="accepted", completeness=1, created_at=held, submitted_at=held, **same)
            for one in ids
        ),
        batch_size=2000,
    )
    BriefVersion.objects.bulk_create(
        (BriefVersion(handoff=one, number=1, body={"company": "x"}, completeness=1, at=held) for one in handoffs),
        batch_size=2000,
    )


def request_for(n: int) -> dict[str, Any]:
    """What the AE sends (contract/convert.json), for the n-th lead."""
    return {
        "account": {"action": "match"},
        "contacts": [
            {"person": "lead", "role": "champion", "primary": True},
            {"name": f"佐藤 健{n}", "title": "取締役", "role": "economic_buyer"},
        ],
        "opportunity": {
            "product": "Planner",
            "use_case": "出荷計画",
            "amount": {"amount": "11500000.00", "currency": "JPY"},
            "amount_basis": "discovery",
            "close_on": "2027-03-15",
            "close_date_basis": "forcing_function",
            "close_date_evidence": "ev-1",
            "stage": "discovery",
            "next_steps": [{"action": "デモ", "owner": "ren", "due_on": "2026-11-27"}],
            "follow_up_plan": "隔週の確認会",
            "decision_criteria": "納期、ERP連携",
            "competitive_landscape": "B社が先行",
            "risks": "既存ERPの改修時期",
            "discount": {"kind": "none", "checked_how": "価格表どおり"},
        },
    }
