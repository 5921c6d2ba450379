"""What marketing paid for: message, offer, audience and spend of each campaign, and which one a lead came by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tasuki.cli.demo.hours import day
from tasuki.platform.access.actor import Actor
from tasuki.records.actions import NewCampaign, create_campaign
from tasuki.rules.dossier import Money

CAMPAIGNS: Mapping[str, tuple[str, str, str, str, str, int]] = {
    "demo-request": (
        "inbound",
        "デモ依頼フォーム",
        "突き合わせをなくす",
        "30分の個別デモ",
        "業務部門の責任者",
        5_600_000,
    ),
    "pricing-page": (
        "inbound",
        "料金ページからの相談",
        "三か月で回収",
        "費用対効果の試算",
        "経営企画・管理部門",
        4_600_000,
    ),
    "guide-planning": (
        "content",
        "出荷計画の見直しガイド",
        "納期短縮",
        "ガイド(PDF)",
        "生産管理・物流",
        6_400_000,
    ),
    "guide-renewal": (
        "content",
        "契約更新もれを防ぐ手引き",
        "更新もれゼロ",
        "手引き(PDF)",
        "営業企画",
        4_800_000,
    ),
    "outbound-mfg": (
        "outbound",
        "製造業への架電",
        "欠品を三分の一に",
        "現状診断",
        "工場長・生産管理部長",
        8_200_000,
    ),
    "outbound-mid": (
        "outbound",
        "中堅企業への手紙",
        "月末の残業を減らす",
        "事例冊子",
        "管理本部長",
        6_500_000,
    ),
    "customer-circle": (
        "referral",
        "お客様紹介の輪",
        "仲間の実例",
        "紹介者との座談会",
        "既存顧客の知人",
        5_400_000,
    ),
    "expo-autumn": (
        "event",
        "業務改革展",
        "実物で見る計画づくり",
        "ブースでの実演",
        "製造・物流の来場者",
        12_000_000,
    ),
    "webinar-lead-time": (
        "webinar",
        "納期短縮ウェビナー",
        "納期短縮",
        "録画と計算表",
        "生産管理・経営企画",
        3_600_000,
    ),
    "webinar-audit": (
        "webinar",
        "監査対応ウェビナー",
        "監査の準備を半日に",
        "点検表",
        "金融・医療の管理部門",
        2_800_000,
    ),
}
"""Code → source, name, message, offer, audience, spend in yen; about ¥25,000 for each of two thousand leads."""


def launch(begins_at: datetime, ends_at: datetime, by: Actor) -> None:
    """All campaigns, running from the first day to a little after the last."""
    for code, (source, name, message, offer, audience, spend) in CAMPAIGNS.items():
        create_campaign(
            NewCampaign(
                code=code,
                name=name,
                source=source,
                message=message,
                offer=offer,
                audience=audience,
                spend=Money(Decimal(spend), "JPY"),
                starts_on=day(begins_at),
                ends_on=day(ends_at + timedelta(days=14)),
            ),
            by=by,
            at=begins_at,
        )


def campaign_for(source: str, dice: Random) -> tuple[str, str]:
    """The code of a campaign of this source, and its message; some leads come by none."""
    found = [(code, row[2]) for code, row in CAMPAIGNS.items() if row[0] == source]
    return dice.choice(found) if found and dice.random() < 0.92 else ("", "")
