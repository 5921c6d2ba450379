"""Leads as they stand when the SDR's work is nearly done."""

from __future__ import annotations

from datetime import datetime, timedelta
from textwrap import dedent
from typing import Any

from tasuki.platform.people.models import Person
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Campaign, Lead, Touchpoint
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer, Evidence

ANSWERS: dict[str, tuple[int, dict[str, Any]]] = {
    "budget": (
        2,
        {
            "status": "path_identified",
            "context": "稟議は来年度予算の枠内",
            "amount": {"amount": "12000000.00", "currency": "JPY"},
            "approval_process": "稟議、部長決裁まで三週間",
            "budget_controller": "経営企画 佐藤部長",
            "next_cycle_on": "2027-01-05",
            "funding_available_on": "2027-01-31",
        },
    ),
    "authority": (
        2,
        {
            "decision_maker": {"name": "佐藤 健", "title": "取締役"},
            "decision_unit": ["情報システム部", "経営企画"],
            "contact_role": "champion",
        },
    ),
    "need": (
        2,
        {
            "problem": "受注から出荷まで九日かかり、欠品が月二十件",
            "cost_of_inaction": "年三千万円の機会損失",
            "why_now": "四月の新工場稼働",
            "tried_before": "表計算での出荷計画を二年",
            "current_process": "営業が電話で在庫を確かめている",
        },
    ),
    "timeline": (
        2,
        {
            "target_on": "2027-03-31",
            "forcing_function": "business_event",
            "forcing_event": "新工場稼働",
            "forcing_on": "2027-04-01",
        },
    ),
    "decision_process": (
        2,
        {
            "steps": ["要件確認", "比較", "稟議"],
            "participants": ["佐藤 健", "高橋 美咲"],
            "criteria": ["納期", "既存ERP連携"],
            "evaluation_until": "2027-01-20",
            "other_vendors": ["B社"],
        },
    ),
}
NOTES = {
    "recommended_next_step": "在庫の見える化を実演し、取締役の同席を頼む",
    "sdr_assessment": "課題は具体的で、社内の推進者がいる",
    "likelihood": "high",
    "red_flags": "なし",
    "red_flags_checked_how": "既存ベンダーとの契約を電話で確認",
    "response_pattern": "メールは当日中に返る",
    "engagement_level": "週二回のやり取り",
}


def accepted_lead(sdr: Person, at: datetime, *, state: str = "sal", **fields: Any) -> Lead:
    """A lead that sales accepted two days ago, with its campaign and three touches."""
    campaign, _ = Campaign.objects.get_or_create(
        code="2026-q4-webinar", defaults={"name": "納期短縮ウェビナー", "created_at": at}
    )
    lead = Lead.objects.create(
        **{
            "state": state,
            "name": "高橋 美咲",
            "title": "情報システム部長",
            "email": "misaki.takahashi@example.co.jp",
            "phone": "+81312345678",
            "company_name": "株式会社サンプル製作所",
            "company_domain": "example.co.jp",
            "country": "JP",
            "industry": "manufacturing",
            "segment": "mid_market",
            "employees": 850,
            "background": "関東の産業機械メーカー",
            "source": "inbound",
            "campaign": campaign,
            "message": "納期短縮",
            "why_now": "四月の新工場稼働",
            "fit": 72,
            "intent": 55,
            "owner": sdr,
            "accepted_by": sdr,
            "accepted_rationale": "新工場の稼働に合わせて出荷計画を見直す明確な動機がある",
            "captured_at": at - timedelta(days=9),
            "created_at": at - timedelta(days=9),
            "state_since": at - timedelta(days=1),
            "entered_mql_at": at - timedelta(days=3),
            "entered_sal_at": at - timedelta(days=2),
            "entered_sql_at": at - timedelta(days=1) if state == "sql" else None,
            **fields,
        }
    )
    for days, kind, direction, two_way, content in (
        (9, "webinar", "inbound", False, "納期短縮ウェビナー"),
        (2, "call", "outbound", True, ""),
        (1, "email", "inbound", True, ""),
    ):
        Touchpoint.objects.create(
            lead=lead,
            kind=kind,
            at=at - timedelta(days=days),
            direction=direction,
            two_way=two_way,
            content=content,
        )
    return lead


def qualified_lead(sdr: Person, at: datetime, **fields: Any) -> Lead:
    """An SQL whose discovery questions are all answered, with evidence; the SDR's notes and the meeting are missing."""
    lead = accepted_lead(sdr, at, state="sql", **fields)
    Evidence.objects.create(
        lead=lead,
        key="ev-1",
        kind="call",
        at=at - timedelta(days=2),
        by="buyer",
        ref="recording:88",
        added_at=at,
    )
    Answer.objects.bulk_create(
        Answer(lead=lead, criterion=criterion, level=level, body=body, evidence=["ev-1"], at=at)
        for criterion, (level, body) in ANSWERS.items()
    )
    return lead


def agree_also(toml: str, at: datetime) -> None:
    """The company's next version: what is in force, and these tables."""
    agree_on(PlaybookVersion.objects.get(state="in_force").toml + dedent(toml), at)


def agree_on(toml: str, at: datetime) -> None:
    before = PlaybookVersion.objects.get(state="in_force")
    PlaybookVersion.objects.filter(pk=before.pk).update(state="retired")
    PlaybookVersion.objects.create(
        name=before.name, number=before.number + 1, state="in_force", toml=toml, drafted_at=at
    )


def booked(lead: Lead, ae: Person, at: datetime) -> Meeting:
    """The discovery meeting with the AE in three days, booked a day after acceptance."""
    return Meeting.objects.create(
        lead=lead,
        ae=ae,
        sdr=lead.owner,
        booked_for=at + timedelta(days=3),
        booked_at=at - timedelta(days=1),
        booked_by=lead.owner,
        attendees=["高橋 美咲"],
    )
