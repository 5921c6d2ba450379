"""The way from a lead to an opportunity, told once: with a browser, without JavaScript, or without a browser at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from tasuki.records.models import Lead


class Desk(Protocol):
    """Somebody who reads pages and sends forms."""

    def read(self, path: str, status: int = 200) -> str: ...

    def fill(self, page: str, action: str, /, status: int = 200, **typed: Any) -> str:
        """Send the form of ``page`` with this action; a name is written with __ for /, None leaves a tick out."""


NEED: dict[str, Any] = {
    "answers__need__level": "2",
    "answers__need__problem": "受注から出荷まで九日かかり、欠品が月二十件",
    "answers__need__cost_of_inaction": "年三千万円の機会損失",
    "answers__need__why_now": "四月の新工場稼働",
    "answers__need__tried_before": "表計算で在庫表を作ったが、更新が追いつかない",
    "answers__need__current_process": "受注票を手で転記している",
    "new_evidence__kind": "call",
    "new_evidence__ref": "recording:88#t=312",
}
BUDGET: dict[str, Any] = {
    "answers__budget__level": "2",
    "answers__budget__status": "path_identified",
    "answers__budget__context": "来期予算に計上予定",
    "answers__budget__amount__amount": "12000000",
    "answers__budget__amount__currency": "JPY",
    "answers__budget__approval_process": "稟議、部長決裁まで三週間",
    "answers__budget__budget_controller": "経営企画 佐藤部長",
    "answers__budget__next_cycle_on": "2027-01-05",
    "answers__budget__funding_available_on": "2027-01-31",
    "evidence": ["ev-1"],
}
AUTHORITY: dict[str, Any] = {
    "answers__authority__level": "2",
    "answers__authority__decision_maker__name": "佐藤 健",
    "answers__authority__decision_maker__title": "取締役",
    "answers__authority__decision_unit": "情報システム部\n経営企画",
    "answers__authority__contact_role": "champion",
    "evidence": ["ev-1"],
}
TIMELINE: dict[str, Any] = {
    "answers__timeline__level": "2",
    "answers__timeline__target_on": "2027-03-31",
    "answers__timeline__forcing_function": "business_event",
    "answers__timeline__forcing_event": "新工場稼働",
    "answers__timeline__forcing_on": "2027-04-01",
    "evidence": ["ev-1"],
}
PROCESS: dict[str, Any] = {
    "answers__decision_process__level": "2",
    "answers__decision_process__steps": "要件確認\n比較\n稟議",
    "answers__decision_process__participants": "佐藤 健\n高橋 美咲",
    "answers__decision_process__criteria": "納期\n既存ERP連携",
    "answers__decision_process__evaluation_until": "2027-01-20",
    "answers__decision_process__other_vendors": "B社",
    "evidence": ["ev-1"],
}
COMPETITION: dict[str, Any] = {
    "answers__competition__level": "2",
    "answers__competition__landscape": "B社が先行",
    "answers__competition__checked_how": "商談で確認",
    "evidence": ["ev-1"],
}
VALUE: dict[str, Any] = {
    "answers__value_alignment__level": "2",
    "answers__value_alignment__statement": "出荷リードタイムを九日から四日に短縮する",
    "evidence": ["ev-1"],
}
NOTES: dict[str, Any] = {
    "handoff__recommended_next_step": "新工場の稼働計画を起点に、出荷計画のデモを行う",
    "handoff__sdr_assessment": "課題が金額で語られており、決裁者とも話せている",
    "handoff__likelihood": "high",
    "handoff__red_flags": "なし",
    "handoff__red_flags_checked_how": "高橋様に懸念点を直接確認",
    "handoff__response_pattern": "当日中に返信がある",
    "handoff__engagement_level": "高い。資料を三回閲覧",
}
DEAL: dict[str, Any] = {
    "opportunity__product": "Planner",
    "opportunity__use_case": "出荷計画",
    "opportunity__amount_basis": "discovery",
    "opportunity__close_on": "2027-03-15",
    "opportunity__next_steps__0__action": "デモ",
    "opportunity__next_steps__0__owner": "ren",
    "opportunity__next_steps__0__due_on": "2026-11-27",
    "opportunity__follow_up_plan": "隔週の確認会",
    "opportunity__risks": "既存ERPの改修時期",
    "opportunity__discount__kind": "none",
    "opportunity__discount__checked_how": "価格表どおり",
}


def captured(sdr: Desk) -> Lead:
    """Aoi enters a lead and logs that they asked for material: it is delivered to her."""
    sdr.fill(
        "/leads/new", "/leads/new",
        person__name="高橋 美咲", person__title="情報システム部長", person__email="misaki.takahashi@example.co.jp",
        person__phone="03-1234-5678", company__name="株式会社サンプル製作所", company__employees="850",
        company__industry="manufacturing", company__country="JP", company__background="産業機械の中堅メーカー",
        source="inbound", message="納期短縮",
    )  # fmt: skip
    lead = Lead.objects.get(email="misaki.takahashi@example.co.jp")
    page = f"/leads/{lead.pk}"
    sdr.fill(page, f"{page}/touch", kind="form", direction="inbound", two_way=None, content="資料請求")
    lead.refresh_from_db()
    return lead


def accepted(sdr: Desk, lead_id: UUID) -> None:
    page = f"/leads/{lead_id}"
    sdr.fill(
        page, f"{page}/accept", rationale="製造業で従業員850名、出荷の遅れという課題を本人が話している。"
    )


def qualified(sdr: Desk, lead_id: UUID) -> None:
    """A call, the answers with their evidence, and the SQL gate."""
    page = f"/leads/{lead_id}"
    sdr.fill(page, f"{page}/touch", kind="call", two_way="on", content="出荷の遅れについて")
    sdr.fill(page, f"{page}/answers/need", **NEED)
    sdr.fill(page, f"{page}/answers/budget", **BUDGET)
    sdr.fill(page, f"{page}/answers/authority", **AUTHORITY)
    sdr.fill(page, f"{page}/answers/timeline", **TIMELINE)
    sdr.fill(page, f"{page}/answers/decision_process", **PROCESS)
    sdr.fill(page, f"{page}/qualify")


def handed_over(sdr: Desk, lead_id: UUID) -> None:
    """The discovery meeting, the SDR's part of the brief, the submit."""
    page = f"/leads/{lead_id}"
    sdr.fill(page, f"{page}/meetings", booked_for="2026-11-24T10:00", ae="ren")
    sdr.fill(f"{page}/handoff", f"{page}/handoff/notes", **NOTES)
    sdr.fill(f"{page}/handoff", f"{page}/handoff/submit")


def discovered(ae: Desk, lead_id: UUID, clock: list[datetime]) -> None:
    """Ren accepts, holds the call four days later, and records what he learned."""
    page = f"/leads/{lead_id}"
    ae.fill(f"{page}/handoff", f"{page}/handoff/accept")
    clock[0] += timedelta(days=4)
    ae.fill(page, f"{page}/answers/competition", **COMPETITION)
    ae.fill(page, f"{page}/answers/value_alignment", **VALUE)
    ae.fill(
        f"{page}/discovery",
        f"{page}/discovery",
        held_at="2026-11-24T10:00",
        outcome="qualified",
        notes="新工場が山場",
    )


def converted(ae: Desk, lead_id: UUID) -> None:
    page = f"/leads/{lead_id}/convert"
    ae.fill(page, page, **DEAL)
