"""Write the files of the tutorial's first lead, with dates counted from today: ``python3 prepare.py FOLDER``."""

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime.now(UTC).replace(microsecond=0)


def day(ahead: int) -> str:
    return (NOW + timedelta(days=ahead)).date().isoformat()


def moment(days_ago: int) -> str:
    return (NOW - timedelta(days=days_ago)).isoformat()


LEAD = {
    "Lead ID": "web-000123",
    "氏名": "高橋 美咲",
    "役職": "情報システム部長",
    "メールアドレス": "misaki.takahashi@example.co.jp",
    "電話番号": "03-1234-5678",
    "会社名": "株式会社サンプル製作所",
    "ドメイン": "example.co.jp",
    "国": "JP",
    "業種": "manufacturing",
    "従業員数": "850",
    "リードソース": "inbound",
    "問い合わせ内容": "受注から出荷までを短くしたい",
    "検討のきっかけ": "新工場の稼働",
    "作成日": moment(3),
    "所有者": "aoi",
}
FIRST_CALL = {
    "answers": {
        "need": {
            "level": 2,
            "problem": "受注から出荷まで九日かかり、欠品が月に二十件ある",
            "cost_of_inaction": "年に三千万円の機会損失",
            "why_now": "新工場が稼働する",
            "tried_before": "表計算での計画を二年前に断念した",
            "current_process": "工場ごとの表を毎週手で集計している",
            "evidence": ["ev-1"],
        },
        "budget": {
            "level": 2,
            "status": "path_identified",
            "amount": {"amount": "12000000.00", "currency": "JPY"},
            "approval_process": "稟議、部長決裁まで三週間",
            "budget_controller": "経営企画 佐藤部長",
            "next_cycle_on": day(40),
            "funding_available_on": day(60),
            "evidence": ["ev-1"],
        },
        "authority": {
            "level": 2,
            "decision_maker": {"name": "佐藤 健", "title": "取締役"},
            "decision_unit": ["情報システム部", "経営企画"],
            "contact_role": "champion",
            "evidence": ["ev-1"],
        },
        "timeline": {
            "level": 2,
            "target_on": day(115),
            "forcing_function": "business_event",
            "forcing_event": "新工場の稼働",
            "forcing_on": day(120),
            "evidence": ["ev-1"],
        },
        "decision_process": {
            "level": 2,
            "steps": ["要件確認", "比較", "稟議"],
            "participants": ["佐藤 健", "高橋 美咲"],
            "criteria": ["納期", "既存ERPとの連携"],
            "evaluation_until": day(50),
            "other_vendors": ["B社"],
            "evidence": ["ev-1"],
        },
    },
    "evidence": [{"id": "ev-1", "kind": "call", "at": moment(1), "by": "buyer", "ref": "recording:88"}],
}
DISCOVERY = {
    "answers": {
        "competition": {"level": 1, "landscape": "B社が先行している", "checked_how": "商談で確認した"},
        "value_alignment": {"level": 2, "statement": "出荷までの日数を四日にする", "evidence": ["ev-1"]},
    }
}
NOTES = {
    "recommended_next_step": "新工場の出荷計画を実データで示す",
    "sdr_assessment": "課題が数値で語られ、決裁者の名前も分かっている",
    "likelihood": "high",
    "red_flags": "none",
    "red_flags_checked_how": "購買部と情報システム部に懸念を尋ねた",
    "response_pattern": "当日中に返信がある",
    "engagement_level": "high",
}
OPPORTUNITY = {
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
        "close_on": day(100),
        "close_date_basis": "forcing_function",
        "close_date_evidence": "ev-1",
        "stage": "discovery",
        "next_steps": [{"action": "実データでのデモ", "owner": "ren", "due_on": day(7)}],
        "follow_up_plan": "隔週の確認会",
        "decision_criteria": "納期、ERPとの連携",
        "competitive_landscape": "B社が先行している",
        "risks": "既存ERPの改修時期",
        "qualification_notes": "課題と予算の道筋が確認できている",
        "discount": {"kind": "none", "checked_how": "価格表どおり"},
    },
    "override": None,
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "leads.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, list(LEAD))
        rows.writeheader()
        rows.writerow(LEAD)
    for name, content in {
        "first-call": FIRST_CALL,
        "notes": NOTES,
        "discovery": DISCOVERY,
        "opportunity": OPPORTUNITY,
    }.items():
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / "meeting.txt").write_text(f"{day(1)} 14:00\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "first-lead"))
