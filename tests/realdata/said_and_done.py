"""What was said on the calls, what was written down, and the steps up to the conversion, typed for one lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasuki.cli.tests.conftest import FrontDoorClock
from tasuki.records.models import Lead

MEETING = "2026-11-24 14:00"
NOTES = {
    "recommended_next_step": "受注から出荷までを、先方の実データで示す",
    "sdr_assessment": "課題が数字で語られ、決裁者の名前も分かっている",
    "likelihood": "high",
    "red_flags": "none",
    "red_flags_checked_how": "Asked purchasing and IT for their concerns",
    "response_pattern": "Answers on the same day",
    "engagement_level": "high",
}

Typed = Callable[..., Any]


def said_on_the_call(lead: Lead, clock: FrontDoorClock) -> dict[str, Any]:
    """What Aoi heard: every criterion confirmed by the buyer."""
    call = {
        "id": "ev-1", "kind": "call", "by": "buyer", "at": clock.at.isoformat(), "ref": f"recording:{lead.external_id}",
    }  # fmt: skip
    answers: dict[str, dict[str, Any]] = {
        "need": {
            "problem": f"{lead.company_name} needs nine days from order to shipment",
            "cost_of_inaction": "Orders of 300,000 dollars a year are cancelled",
            "why_now": "A new plant opens in spring",
            "tried_before": "A plan in spreadsheets, given up after a year",
            "current_process": "工場ごとの表を毎週手で集計している",
        },
        "budget": {
            "status": "path_identified", "amount": {"amount": "12000000", "currency": "JPY"},
            "approval_process": "稟議、部長決裁まで三週間", "budget_controller": "Dana Wells",
            "next_cycle_on": "2027-01-05", "funding_available_on": "2027-01-31",
        },
        "authority": {
            "decision_maker": {"name": "Dana Wells", "title": "CFO"}, "decision_unit": ["Finance", "IT"],
            "contact_role": "champion",
        },
        "timeline": {
            "target_on": "2027-03-31", "forcing_function": "business_event", "forcing_event": "新工場の稼働",
            "forcing_on": "2027-04-01",
        },
        "decision_process": {
            "steps": ["要件確認", "比較", "稟議"], "participants": ["Dana Wells", lead.name],
            "criteria": ["Lead time", "ERP link"], "evaluation_until": "2027-01-20", "other_vendors": ["B社"],
        },
    }  # fmt: skip
    return {
        "answers": {key: {"level": 2, "evidence": ["ev-1"], **one} for key, one in answers.items()},
        "evidence": [call],
    }


def learned_in_discovery() -> dict[str, Any]:
    return {
        "answers": {
            "competition": {"level": 1, "landscape": "B社が先行している", "checked_how": "商談で確認した"},
            "value_alignment": {
                "level": 2,
                "statement": "Four days instead of nine from order to shipment",
                "evidence": ["ev-1"],
            },
        }
    }


def deal(**changed: Any) -> dict[str, Any]:
    """What Ren enters; every field of the opportunity that the lead cannot know."""
    opportunity = {
        "product": "Planner", "use_case": "出荷計画", "amount": {"amount": "11500000", "currency": "JPY"},
        "amount_basis": "discovery", "close_on": "2027-03-15", "close_date_basis": "forcing_function",
        "close_date_evidence": "ev-1", "stage": "discovery", "follow_up_plan": "隔週の確認会",
        "next_steps": [{"action": "Demo on their own data", "owner": "ren", "due_on": "2026-12-01"}],
        "decision_criteria": "納期、ERPとの連携", "competitive_landscape": "B社が先行している",
        "risks": "既存ERPの改修時期", "qualification_notes": "The buyer confirmed all five criteria",
        "discount": {"kind": "none", "checked_how": "価格表どおり"},
    }  # fmt: skip
    return {
        "contacts": [
            {"person": "lead", "role": "champion", "primary": True},
            {"name": "Dana Wells", "title": "CFO", "role": "economic_buyer"},
        ],
        "opportunity": {**opportunity, **changed},
    }


def to_qualified(typed: Typed, key: str, lang: str, clock: FrontDoorClock) -> None:
    lead = Lead.objects.get(external_id=key)
    typed("lead", "assign", key, "--to", "aoi", "--reason", "Her territory this week", as_="kei")
    typed("touch", "log", key, "--kind", "call", "--two-way", "--note", "出荷を四日にしたい", as_="aoi")
    typed("lead", "accept", key, "--lang", lang, as_="aoi")
    title = lead.title or "Operations Manager"
    typed("lead", "edit", key, "--title", title, "--background", "Family owned", as_="aoi")
    typed("lead", "answer", key, "--input", "-", as_="aoi", stdin=said_on_the_call(lead, clock))
    assert typed("lead", "qualify", key, "--lang", lang, as_="aoi")["state"] == "sql"


def to_accepted_handoff(typed: Typed, key: str, lang: str) -> None:
    typed("meeting", "book", key, "--at", MEETING, "--ae", "ren", as_="aoi")
    typed("handoff", "notes", key, "--input", "-", as_="aoi", stdin=NOTES)
    assert typed("handoff", "submit", key, "--lang", lang, as_="aoi")["completeness"] == 1
    assert typed("handoff", "accept", key, "--lang", lang, as_="ren")["state"] == "accepted"


def after_discovery(typed: Typed, key: str, lang: str) -> None:
    typed("lead", "answer", key, "--input", "-", as_="ren", stdin=learned_in_discovery())
    typed(
        "discovery", "record", key, "--at", MEETING, "--outcome", "qualified", "--sdr-attended", "--lang", lang,
        as_="ren",
    )  # fmt: skip
