"""What the buyer said, in the shape of the dossier's answers: first to the SDR, then to the AE."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tasuki.cli.demo.hours import day
from tasuki.cli.demo.market import Buyer
from tasuki.cli.demo.words import Tongue, one_of, words_about
from tasuki.platform.language import translator
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.wording import Language

FIRST_CALL, SECOND_CALL, FOLLOW_UP = "ev-1", "ev-2", "ev-3"
"""The names that the lead's evidence gets, in the order in which it is recorded."""
Answers = dict[str, dict[str, Any]]
_SPOKEN: Mapping[Tongue, Language] = {"japanese": "ja", "english": "en"}
_NO_RED_FLAGS: Mapping[Tongue, tuple[str, str]] = {
    "japanese": ("なし", "電話と既存契約の確認"),
    "english": ("none", "Asked on the call and checked their present contract"),
}


def evidence(kind: str, at: datetime, ref: str) -> dict[str, Any]:
    return {"kind": kind, "at": at.isoformat(), "by": "buyer", "ref": ref}


def on_the_first_call(buyer: Buyer, amount: int, forcing_on: date, dice: Random) -> Answers:
    """What an SDR learns: the need confirmed, the rest identified (level 1)."""
    event = _forcing(buyer, dice)
    budget = {
        "level": 1,
        "status": "estimated",
        "context": _any(buyer, "changes", dice),
        "amount": {"amount": f"{amount}.00", "currency": "JPY"},
        "approval_process": _any(buyer, "approvals", dice),
        "budget_controller": _any(buyer, "controllers", dice) % {"name": _family(buyer, dice)},
        "next_cycle_on": _iso(forcing_on - timedelta(days=45)),
        "funding_available_on": _iso(forcing_on - timedelta(days=20)),
    }
    return {
        "need": _need(buyer, dice) | {"level": 2, "evidence": [FIRST_CALL]},
        "timeline": event
        | {"level": 1, "target_on": _iso(close_before(forcing_on)), "forcing_on": _iso(forcing_on)},
        "budget": budget,
        "authority": {
            "level": 1,
            "decision_maker": {"name": buyer.maker, "title": buyer.maker_title},
            "decision_unit": _any(buyer, "units", dice),
            "contact_role": "champion",
        },
        "decision_process": {
            "level": 1,
            "steps": _any(buyer, "steps", dice),
            "participants": [buyer.maker, buyer.name],
            "criteria": _any(buyer, "criteria", dice),
            "evaluation_until": _iso(forcing_on - timedelta(days=35)),
            "other_vendors": [_any(buyer, "vendors", dice)],
        },
    }


def close_before(forcing_on: date) -> date:
    """When the buyer means to sign, so that it works on the day that forces it."""
    return forcing_on - timedelta(days=8)


def in_discovery(buyer: Buyer, dice: Random, *, without: frozenset[str] = frozenset()) -> Answers:
    """What the AE confirms (C-6); criteria named in ``without`` stay as the SDR left them."""
    found: Answers = {
        "need": {"level": dice.choice((2, 3)), "evidence": [FIRST_CALL, SECOND_CALL]},
        "timeline": {"level": 2, "evidence": [SECOND_CALL]},
        "budget": {
            "level": 2,
            "status": dice.choice(("path_identified", "confirmed")),
            "evidence": [SECOND_CALL],
        },
        "authority": {"level": 2, "evidence": [SECOND_CALL]},
        "decision_process": {"level": 2, "evidence": [FOLLOW_UP]},
        "competition": {
            "level": 2,
            "landscape": _any(buyer, "vendors", dice),
            "checked_how": _any(buyer, "recommendations", dice),
            "evidence": [SECOND_CALL],
        },
        "value_alignment": {
            "level": 2,
            "statement": _any(buyer, "alignments", dice),
            "evidence": [FOLLOW_UP],
        },
    }
    return {criterion: said for criterion, said in found.items() if criterion not in without}


def notes_for_the_brief(buyer: Buyer, dice: Random) -> dict[str, str]:
    """The SDR's own lines of the brief (HB-2)."""
    none, checked = _NO_RED_FLAGS[buyer.tongue]
    return {
        "recommended_next_step": _any(buyer, "recommendations", dice),
        "sdr_assessment": _any(buyer, "assessments", dice),
        "likelihood": dice.choice(("medium", "high", "medium", "low")),
        "red_flags": none,
        "red_flags_checked_how": checked,
        "response_pattern": _any(buyer, "responses", dice),
        "engagement_level": _any(buyer, "engagements", dice),
    }


def acceptance(buyer: Buyer, dice: Random) -> str:
    """Why sales takes the lead on (X-15)."""
    values = {
        "company": buyer.company.name,
        "industry": translator(_SPOKEN[buyer.tongue])(INDUSTRIES[buyer.company.industry]),
        "signal": _any(buyer, "signals", dice),
    }
    text: str = _any(buyer, "acceptances", dice)
    return text % values


def opportunity(
    buyer: Buyer, owner: str, amount: int, at: datetime, close_on: date, dice: Random
) -> dict[str, Any]:
    """The request to convert (contract/convert.json)."""
    return {
        "contacts": [
            {"person": "lead", "role": "champion", "primary": True},
            {"name": buyer.maker, "title": buyer.maker_title, "role": "economic_buyer"},
        ],
        "opportunity": {
            "product": dice.choice(("Planner", "Insight", "Connect")),
            "use_case": _any(buyer, "use_cases", dice),
            "amount": {"amount": f"{amount}.00", "currency": "JPY"},
            "amount_basis": dice.choice(("discovery", "pricing_calc")),
            "close_on": _iso(close_on),
            "close_date_basis": "buyer_stated",
            "close_date_evidence": SECOND_CALL,
            "stage": "discovery",
            "next_steps": [next_step(buyer, owner, at, dice)],
            "follow_up_plan": _any(buyer, "plans", dice),
            "decision_criteria": "、".join(_any(buyer, "criteria", dice)),
            "competitive_landscape": _any(buyer, "vendors", dice),
            "risks": _any(buyer, "risks", dice),
            "discount": {"kind": "none", "checked_how": "価格表どおり"},
        },
    }


def next_step(buyer: Buyer, owner: str, at: datetime, dice: Random) -> dict[str, Any]:
    """What happens next, by whom, within two weeks (O-12)."""
    return {
        "action": _any(buyer, "next_steps", dice),
        "owner": owner,
        "due_on": _iso(day(at) + timedelta(days=dice.randint(3, 12))),
    }


def _need(buyer: Buyer, dice: Random) -> dict[str, Any]:
    figure = {"n": dice.randint(3, 60)}
    problem: str = _any(buyer, f"problems.{buyer.company.industry}", dice)
    cost: str = _any(buyer, "costs", dice)
    return {
        "problem": problem % figure,
        "cost_of_inaction": cost % {"n": dice.randint(3, 40)},
        "why_now": _any(buyer, "changes", dice),
        "tried_before": _any(buyer, "tried", dice),
        "current_process": _any(buyer, "current", dice),
    }


def _forcing(buyer: Buyer, dice: Random) -> dict[str, Any]:
    kinds: Mapping[str, list[str]] = words_about("conversations", buyer.tongue)["forcing"]
    kind = dice.choice(sorted(kinds))
    return {"forcing_function": kind, "forcing_event": dice.choice(kinds[kind])}


def _family(buyer: Buyer, dice: Random) -> str:
    entry: str = one_of(dice, "people", buyer.tongue, "family")
    return entry.split()[0]


def _any(buyer: Buyer, key: str, dice: Random) -> Any:
    return one_of(dice, "conversations", buyer.tongue, key)


def _iso(on: date) -> str:
    return on.isoformat()
