"""Leads that are ready to convert, made set-wise: the measuring begins where the AE presses the button.

Everything is told relative to a moment, by default the one of the worked examples; another shifts all dates by whole
weeks, so that the same leads are as ready on any day.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tasuki.platform.people.models import Person, Team
from tasuki.records.models import Lead, Touchpoint
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer, Evidence

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
BATCH = 2_000
ACCEPTED = "850名規模の製造業。出荷の遅れについて相談があり、対象の業種と規模に合う。"
BASE = json.loads((Path(__file__).parents[1] / "examples" / "worked" / "base.json").read_text())
DAY = re.compile(r"^20\d\d-\d\d-\d\d")


def people() -> tuple[Person, Person]:
    """Aoi, who qualifies, and Ren, who converts, with Mio as their manager."""
    team = Team.objects.create(name="bench")
    mio = Person.objects.create(handle="mio", name="Mio", roles=["manager"], team=team, created_at=AT)
    made = [
        Person.objects.create(handle=handle, name=handle, roles=[role], team=team, manager=mio, created_at=AT)
        for handle, role in (("aoi", "sdr"), ("ren", "ae"))
    ]
    return made[0], made[1]


def ready_leads(count: int, sdr: Person, ae: Person, start: int = 0, at: datetime = AT) -> list[str]:
    """Make ``count`` leads of as many companies that are ready at ``at``; returns their ids."""
    at = AT + weeks_until(at)
    base: Mapping[str, Any] = shifted(BASE, at - AT)
    held = at - timedelta(days=2)
    leads = [_lead(n, sdr, ae, at) for n in range(start, start + count)]
    Lead.objects.bulk_create(leads, batch_size=BATCH)
    Answer.objects.bulk_create((one for lead in leads for one in _answers(lead, base, at)), batch_size=BATCH)
    Evidence.objects.bulk_create(
        (one for lead in leads for one in _evidence(lead, base, at)), batch_size=BATCH
    )
    Touchpoint.objects.bulk_create(
        (
            Touchpoint(lead=lead, kind="call", at=at - timedelta(days=day), direction="inbound", two_way=True)
            for lead in leads
            for day in range(1, 5)
        ),
        batch_size=BATCH,
    )
    same: dict[str, Any] = {"ae": ae, "sdr": sdr}
    Meeting.objects.bulk_create(
        (
            Meeting(lead=one, booked_for=held, booked_at=held, held_at=held, state="held", **same)
            for one in leads
        ),
        batch_size=BATCH,
    )
    handoffs = Handoff.objects.bulk_create(
        (
            Handoff(lead=one, state="accepted", completeness=1, created_at=held, submitted_at=held, **same)
            for one in leads
        ),
        batch_size=BATCH,
    )
    BriefVersion.objects.bulk_create(
        (
            BriefVersion(handoff=one, number=1, body={"company": "x"}, completeness=1, at=held)
            for one in handoffs
        ),
        batch_size=BATCH,
    )
    return [str(lead.pk) for lead in leads]


def delivered_leads(count: int, sdr: Person, start: int, at: datetime) -> list[UUID]:
    """Make ``count`` leads that marketing has just delivered to ``sdr``; returns their ids."""
    leads = [_lead(n, sdr, None, at) for n in range(start, start + count)]
    for lead in leads:
        lead.state, lead.state_since = "mql", at
        lead.entered_sal_at = lead.entered_sql_at = lead.entered_discovery_at = None
    Lead.objects.bulk_create(leads, batch_size=BATCH)
    Touchpoint.objects.bulk_create(
        (
            Touchpoint(lead=lead, kind="form", at=lead.captured_at, direction="inbound", two_way=False)
            for lead in leads
        ),
        batch_size=BATCH,
    )
    return [lead.pk for lead in leads]


def _lead(n: int, sdr: Person, ae: Person | None, at: datetime) -> Lead:
    mark = hashlib.sha256(str(n).encode()).hexdigest()[:8]  # names as unlike each other as real ones
    name, domain = f"高橋 美咲{n}", f"{mark}.example.jp"
    company, email = f"株式会社{mark}製作所", f"p{n}@{domain}"
    person = PersonFacts(name=name, email=email, company=company, domain=domain)
    keys = sorted({*blocking_keys(person), *blocking_keys(CompanyFacts(name=company, domain=domain))})
    return Lead(
        state="discovery", name=name, title="部長", email=email, company_name=company, company_domain=domain,
        country="JP", region="関東", industry="manufacturing", employees=850, segment="mid_market", source="inbound",
        fit=72, intent=55, owner=sdr, ae=ae, captured_at=at - timedelta(days=18), state_since=at - timedelta(days=2),
        entered_mql_at=at, entered_sal_at=at, entered_sql_at=at, entered_discovery_at=at, match_keys=keys,
        evidence_seq=2, created_at=at,
    )  # fmt: skip


def _answers(lead: Lead, base: Mapping[str, Any], at: datetime) -> Iterator[Answer]:
    for criterion, said in base["answers"].items():
        body = {name: value for name, value in said.items() if name not in ("level", "evidence")}
        yield Answer(
            lead=lead,
            criterion=criterion,
            level=said["level"],
            body=body,
            evidence=said.get("evidence", []),
            at=at,
        )


def _evidence(lead: Lead, base: Mapping[str, Any], at: datetime) -> Iterator[Evidence]:
    for one in base["evidence"]:
        yield Evidence(
            lead=lead,
            key=one["id"],
            kind=one["kind"],
            at=one["at"],
            by=one["by"],
            ref=one["ref"],
            added_at=at,
        )


def request_for(n: int, at: datetime = AT) -> dict[str, Any]:
    """What the AE sends (contract/convert.json), for the n-th lead."""
    request: dict[str, Any] = shifted(_request(n), weeks_until(at))
    return request


def _request(n: int) -> dict[str, Any]:
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


def weeks_until(at: datetime) -> timedelta:
    """The whole weeks between the worked examples and ``at``: a Friday stays a Friday."""
    return timedelta(weeks=(at - AT) // timedelta(weeks=1))


def shifted(value: Any, by: timedelta) -> Any:
    """JSON with every day and moment in it moved."""
    if isinstance(value, dict):
        return {name: shifted(held, by) for name, held in value.items()}
    if isinstance(value, list):
        return [shifted(held, by) for held in value]
    if isinstance(value, str) and (day := DAY.match(value)):
        return str(date.fromisoformat(day.group()) + by) + value[day.end() :]
    return value
