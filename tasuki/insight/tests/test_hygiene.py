"""The database raises the same flags on open opportunities as the rule does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.insight.asked import Asked
from tasuki.insight.drill import rows_behind
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.platform.rows import insert
from tasuki.playbooks.queries import in_force
from tasuki.records.models import NextStep, Opportunity
from tasuki.stages.pipeline.hygiene import hygiene_of
from tasuki.stages.pipeline.models import UsualStay

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
STAGES = ("discovery", "qualification", "evaluation", "proposal", "negotiation")
AGO = st.sampled_from([0, 13, 14, 20, 21, 22, 59, 60, 89, 90])
DEALS = st.lists(
    st.fixed_dictionaries(
        {
            "stages": st.lists(st.sampled_from(STAGES), min_size=1, max_size=3),
            "since": AGO,
            "active": st.none() | AGO,
            "step": st.none() | AGO,
            "close": st.none() | st.integers(-1, 1),
            "pushes": st.integers(0, 3),
            "amount": st.sampled_from([None, 0, 5, 20_000_000]),
            "probability": st.sampled_from([None, "0.5", "1.5"]),
            "skipped": st.integers(0, 2),
            "evidence": st.booleans(),
        }
    ),
    max_size=8,
)


def made(told: dict[str, Any]) -> tuple[Opportunity, list[NextStep]]:
    def ago(days: int) -> datetime:
        return AT - timedelta(days=days)

    visits: list[dict[str, Any]] = [
        {"stage": one, "at": ago(told["since"]).isoformat()} for one in told["stages"]
    ]
    visits[-1] |= {"skipped": told["skipped"], "evidence": "ev-1" if told["evidence"] else ""}
    deal = Opportunity(
        name="件", stage=told["stages"][-1], stage_since=ago(told["since"]), stage_history=visits, created_at=ago(61),
        last_activity_at=ago(told["active"]) if told["active"] is not None else None,
        close_on=date(2026, 11, 20) + timedelta(days=told["close"]) if told["close"] is not None else None,
        close_date_pushes=told["pushes"], amount=told["amount"], currency="JPY",
        probability=Decimal(told["probability"]) if told["probability"] else None,
    )  # fmt: skip
    step = NextStep(
        opportunity=deal, action="デモ", due_on=date(2026, 12, 1), created_at=ago(told["step"] or 0)
    )
    return deal, [step] if told["step"] is not None else []


@pytest.mark.django_db
@pytest.mark.usefixtures("agreement")
@given(told=DEALS)
@settings(max_examples=15)
def test_every_flag_of_the_rule_is_found_by_the_database_and_no_other(told: list[dict[str, Any]]) -> None:
    Opportunity.objects.all().delete()
    UsualStay.objects.get_or_create(stage="proposal", defaults={"n": 100, "days": 10.5, "as_of": AT})
    UsualStay.objects.get_or_create(stage="evaluation", defaults={"n": 1, "days": 1, "as_of": AT})
    both = [made(one) for one in told]
    insert([deal for deal, _ in both])
    insert([step for _, steps in both for step in steps])
    expected = {
        (flag.rule, key) for key, found in hygiene_of(Opportunity.objects.all(), AT).items() for flag in found
    }
    book = in_force()
    question = Asked(date(2026, 9, 1), date(2026, 11, 20), AT, book.playbook.zone)
    table = answer(report_named("hygiene"), question, book).tables[0].table
    flags = [one.key for one in table.columns if one.key.startswith("hy_")]
    raised = {
        (key.upper().replace("_", "-"), row)
        for key in flags
        for row in rows_behind(table, key, None, question, limit=100).ids
    }
    assert raised == expected
