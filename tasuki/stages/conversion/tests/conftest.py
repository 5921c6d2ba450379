"""A lead that is ready: everything that contract/dossier.json says, as rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.rules.matching import CompanyFacts, PersonFacts, blocking_keys
from tasuki.stages.conversion.input import ConvertInput, read_input
from tasuki.stages.handoff.models import BriefVersion, Handoff
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer, Evidence

BASE = json.loads((Path(__file__).parents[4] / "examples" / "worked" / "base.json").read_text())
INPUT: dict[str, Any] = {
    "account": {"action": "create"},
    "contacts": [
        {"person": "lead", "role": "champion", "primary": True},
        {"name": "佐藤 健", "title": "取締役", "role": "economic_buyer"},
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
    "override": None,
}


@pytest.fixture
def asked() -> ConvertInput:
    """contract/convert.json."""
    return read_input(INPUT)


@pytest.fixture
def ready(aoi: Person, ren: Person, at: datetime) -> Callable[..., Lead]:
    """Make a lead in discovery with all five criteria confirmed; keyword arguments change its columns."""

    def make(answers: dict[str, dict[str, Any]] | None = None, **columns: Any) -> Lead:
        lead = _lead(aoi, ren, at, columns)
        _answers(lead, BASE["answers"] | (answers or {}), aoi, at)
        Evidence.objects.bulk_create(
            Evidence(
                lead=lead,
                key=one["id"],
                kind=one["kind"],
                at=one["at"],
                by=one["by"],
                ref=one["ref"],
                added_at=at,
            )
            for one in BASE["evidence"]
        )
        held = at - timedelta(days=2)
        Meeting.objects.create(
            lead=lead,
            ae=ren,
            sdr=aoi,
            booked_for=held,
            booked_at=held - timedelta(days=3),
            held_at=held,
            state="held",
        )
        handoff = Handoff.objects.create(
            lead=lead, sdr=aoi, ae=ren, state="accepted", completeness=1, created_at=held, submitted_at=held
        )
        BriefVersion.objects.create(
            handoff=handoff, number=1, body={"company": lead.company_name}, completeness=1, at=held
        )
        return lead

    return make


def _lead(aoi: Person, ren: Person, at: datetime, columns: dict[str, Any]) -> Lead:
    facts: dict[str, Any] = {
        "state": "discovery",
        "name": "高橋 美咲",
        "email": "misaki.takahashi@example.co.jp",
        "company_name": "株式会社サンプル製作所",
        "company_domain": "example.co.jp",
        "employees": 850,
        "country": "JP",
        "segment": "mid_market",
        "industry": "manufacturing",
        "source": "inbound",
        "fit": 72,
        "intent": 55,
        "owner": aoi,
        "ae": ren,
        "captured_at": at - timedelta(days=18),
        "state_since": at - timedelta(days=2),
        "created_at": at - timedelta(days=18),
        **columns,
    }
    person = PersonFacts(
        name=facts["name"],
        email=facts["email"],
        company=facts["company_name"],
        domain=facts["company_domain"],
    )
    company = CompanyFacts(name=facts["company_name"], domain=facts["company_domain"])
    keys = sorted({*blocking_keys(person), *blocking_keys(company)})
    return Lead.objects.create(match_keys=keys, **facts)


def _answers(lead: Lead, answers: dict[str, dict[str, Any]], by: Person, at: datetime) -> None:
    for criterion, said in answers.items():
        body = {name: value for name, value in said.items() if name not in ("level", "evidence")}
        Answer.objects.create(
            lead=lead,
            criterion=criterion,
            level=said["level"],
            body=body,
            evidence=said.get("evidence", []),
            by=by,
            at=at,
        )
