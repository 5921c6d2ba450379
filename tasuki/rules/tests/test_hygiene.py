"""An open deal is flagged when it is no longer true, and for nothing else (HY-1 … HY-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tasuki.rules.decision import Enforcement
from tasuki.rules.dossier import Money
from tasuki.rules.hygiene import Deal, StageVisit, hygiene_flags, skipped_stages
from tasuki.rules.playbook import Hygiene, read_playbook
from tasuki.rules.wording import Text

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
ARTICLE = Path(__file__).parents[2] / "playbooks" / "presets" / "article.toml"
BOOK = read_playbook(ARTICLE.read_text(encoding="utf-8"))


def ago(days: int) -> datetime:
    return AT - timedelta(days=days)


CLEAN = Deal(
    stage="evaluation",
    stage_since=ago(3),
    visits=(StageVisit("discovery", ago(9)), StageVisit("evaluation", ago(3))),
    close_on=date(2027, 2, 26),
    close_on_set_at=ago(9),
    next_step_set_at=ago(3),
    last_activity_at=ago(2),
    amount=Money(Decimal(8_000_000), "JPY"),
    probability=Decimal("0.4"),
    contacts=2,
)


def _flags(**changes: Any) -> list[str]:
    return [finding.rule for finding in hygiene_flags(replace(CLEAN, **changes), BOOK, AT)]


def test_a_deal_that_is_true_has_no_flag() -> None:
    assert _flags() == []


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"close_on": date(2026, 11, 19)}, "HY-1"),
        ({"close_on": None}, "HY-1"),
        ({"close_on_set_at": ago(60)}, "HY-1"),
        ({"next_step_set_at": None}, "HY-2"),
        ({"next_step_set_at": ago(21)}, "HY-2"),
        ({"last_activity_at": ago(14)}, "HY-3"),
        ({"usual_days": 10.0, "stage_since": ago(21)}, "HY-4"),
        ({"stage": "proposal", "stage_since": ago(11)}, "HY-4"),
        ({"usual_days": 80.0, "stage_since": ago(90)}, "HY-4"),
        ({"close_date_pushes": 2}, "HY-5"),
        ({"visits": (StageVisit("proposal", ago(1), skipped=2),)}, "HY-6"),
        ({"amount": Money(Decimal(15_000_001), "JPY"), "contacts": 1}, "HY-7"),
        ({"amount": None}, "HY-8"),
        ({"amount": Money(Decimal(0), "JPY")}, "HY-8"),
        ({"probability": Decimal("1.2")}, "HY-8"),
        ({"visits": (StageVisit("proposal", ago(5)), StageVisit("discovery", ago(1)))}, "HY-8"),
    ],
)
def test_one_thing_wrong_raises_its_own_flag(changes: dict[str, Any], flag: str) -> None:
    assert _flags(**changes) == [flag]


@pytest.mark.parametrize(
    "changes",
    [
        {"close_on": date(2026, 11, 20)},
        {"close_on_set_at": ago(59)},
        {"next_step_set_at": ago(20)},
        {"last_activity_at": ago(13)},
        {"usual_days": 10.0, "stage_since": ago(20)},
        {"stage": "proposal", "stage_since": ago(10)},
        {"close_date_pushes": 1},
        {"visits": (StageVisit("evaluation", ago(1), skipped=1),)},
        {"visits": (StageVisit("proposal", ago(1), skipped=2, has_evidence=True),)},
        {"amount": Money(Decimal(15_000_000), "JPY"), "contacts": 1},
        {"amount": Money(Decimal(15_000_001), "USD"), "contacts": 1},
        {"probability": None},
        {
            "visits": (
                StageVisit("proposal", ago(9)),
                StageVisit("discovery", ago(5)),
                StageVisit("evaluation", ago(1)),
            )
        },
    ],
)
def test_just_inside_the_limit_is_clean(changes: dict[str, Any]) -> None:
    assert _flags(**changes) == []


def test_flags_warn_and_say_what_clears_them() -> None:
    for finding in hygiene_flags(Deal(stage="discovery", stage_since=ago(100)), BOOK, AT):
        assert finding.enforcement is Enforcement.WARN
        assert finding.fix
        assert finding.because.spoken("en")
        assert finding.fix.spoken("en")
        assert finding.pointer.startswith("/")


def test_the_agreement_decides_which_flags_there_are() -> None:
    only = replace(BOOK, hygiene=(Hygiene("HY-3", Text("quiet"), days=30),))
    assert [
        one.rule for one in hygiene_flags(replace(CLEAN, amount=None, last_activity_at=ago(30)), only, AT)
    ] == ["HY-3"]
    assert hygiene_flags(replace(CLEAN, last_activity_at=ago(29)), only, AT) == ()


def test_skipped_stages_are_counted_forwards_only() -> None:
    assert skipped_stages(BOOK, "discovery", "proposal") == 2
    assert skipped_stages(BOOK, "discovery", "qualification") == 0
    assert skipped_stages(BOOK, "proposal", "discovery") == 0
    assert skipped_stages(BOOK, "discovery", "closed_won") == 0
