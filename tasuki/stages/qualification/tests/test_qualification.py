"""From a captured lead to an SQL, on real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bench.scenarios.statements import statements_during
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, GateRefused, Invalid, NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.stages.qualification.actions import (
    accept,
    disqualify,
    log_touch,
    market_qualify,
    qualify,
    record_answers,
    recycle,
    reengage,
    reopen,
    try_market_qualify,
)
from tasuki.stages.qualification.models import Answer
from tasuki.stages.qualification.queries import dossier_of, next_question

As = Callable[[Person], Actor]
GOOD = "Asked for a demo after the webinar; 850 people, new plant in April."
CALL = {"id": "ev-1", "kind": "call", "by": "buyer", "ref": "recording:88#t=312"}


def codes(lead: Lead) -> list[str]:
    return list(
        Event.objects.filter(lead_id=lead.pk)
        .exclude(code__startswith="sla.")
        .order_by("seq")
        .values_list("code", flat=True)
    )


def test_accepting_a_lead_that_marketing_has_not_delivered_passes_both_gates(
    accepted: Lead, at: datetime
) -> None:
    assert accepted.state == "sal"
    assert (accepted.entered_mql_at, accepted.entered_sal_at) == (at, at)
    assert codes(accepted)[:1] == ["lead.marketing_qualified"]
    assert codes(accepted)[-1] == "lead.accepted"


def test_without_a_rationale_the_findings_write_one(
    captured: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    accept(captured.pk, by=as_(aoi), at=at)
    captured.refresh_from_db()
    assert "サンプル製作所" in captured.accepted_rationale


def test_a_lead_without_intent_is_refused_with_the_way_to_mend_it(
    captured: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=captured.pk).update(intent=0)
    with pytest.raises(GateRefused) as refused:
        accept(captured.pk, by=as_(aoi), at=at)
    assert any(one.rule == "G-01" and one.fix for one in refused.value.decision.troubles)
    captured.refresh_from_db()
    assert captured.state == "captured"


def test_an_acceptance_that_says_nothing_hears_the_gates_findings_as_well(
    captured: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=captured.pk).update(intent=0)
    with pytest.raises(GateRefused) as refused:
        accept(captured.pk, by=as_(aoi), at=at, rationale="good lead")
    rules = {one.rule for one in refused.value.decision.troubles}
    assert {"G-01", "AR-3"} <= rules
    (said,) = refused.value.decision.by_rule("AR-3")
    assert (said.pointer, said.fix is None) == ("/rationale", False)


def test_an_acceptance_that_says_nothing_is_refused_though_the_gate_is_open(
    captured: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        accept(captured.pk, by=as_(aoi), at=at, rationale="good lead")
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/rationale", "AR-3")]
    captured.refresh_from_db()
    assert captured.state == "captured"


def test_an_excluded_lead_leaves_with_the_exclusions_reason(captured: Lead, at: datetime) -> None:
    Lead.objects.filter(pk=captured.pk).update(fields={"competitor": True})
    try_market_qualify(captured.pk, at=at)
    captured.refresh_from_db()
    assert (captured.state, captured.exit_reason) == ("disqualified", "competitor")


@pytest.mark.parametrize("said", ["bad lead", "質が低い", "not good", "", "short"])
def test_a_rejection_that_only_says_bad_lead_is_refused(
    accepted: Lead, aoi: Person, as_: As, at: datetime, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        disqualify(accepted.pk, reason="no_budget", rationale=said, by=as_(aoi), at=at)
    assert refused.value.problems[0].pointer == "/rationale"
    accepted.refresh_from_db()
    assert accepted.state == "sal"


def test_a_disqualified_lead_says_why_and_a_manager_may_reopen_it(
    accepted: Lead, aoi: Person, mio: Person, as_: As, at: datetime
) -> None:
    why = "No money before the fiscal year 2028 and no sponsor for an exception."
    disqualify(accepted.pk, reason="no_budget", rationale=why, by=as_(aoi), at=at)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.exit_reason, accepted.exit_cause) == (
        "disqualified",
        "no_budget",
        "qualified_out",
    )
    with pytest.raises(Forbidden):
        reopen(accepted.pk, rationale=GOOD, by=as_(aoi), at=at)
    reopen(accepted.pk, rationale="The new CFO released the budget in November.", by=as_(mio), at=at)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.exit_reason) == ("mql", "")


def test_the_same_rationale_twice_is_no_rationale(
    accepted: Lead, captured: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    why = "They wanted a price list for a school report, no purchase is planned."
    disqualify(accepted.pk, reason="not_a_project", rationale=why, by=as_(aoi), at=at)
    other = Lead.objects.get(pk=accepted.pk)
    other.pk = None
    other.id = __import__("uuid").uuid4()
    other.state, other.email = "sal", "b@b.example"
    other.save(force_insert=True)
    with pytest.raises(Invalid):
        disqualify(other.pk, reason="not_a_project", rationale=why, by=as_(aoi), at=at)


def test_a_recycled_lead_has_a_day_to_come_back_and_returns_with_its_flag(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid):
        recycle(accepted.pk, rationale="Budget round is over until spring, interested.", by=as_(aoi), at=at)
    recycle(
        accepted.pk,
        rationale="Budget round is over until spring, interested.",
        reengage_on=(at + timedelta(days=90)).date(),
        by=as_(aoi),
        at=at,
    )
    reengage(accepted.pk, by=as_(aoi), at=at + timedelta(days=90))
    accepted.refresh_from_db()
    assert (accepted.state, accepted.times_recycled) == ("mql", 1)


def test_answers_merge_field_by_field_and_keep_their_evidence(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    by = as_(aoi)
    record_answers(accepted.pk, answers={"need": {"level": 1, "problem": "欠品が月二十件"}}, by=by, at=at)
    record_answers(
        accepted.pk,
        answers={"need": {"level": 2, "why_now": "新工場", "evidence": ["ev-1"]}},
        evidence=[CALL],
        by=by,
        at=at,
    )
    need = dossier_of(accepted).answers.need
    assert (need.level, need.problem, need.why_now, need.evidence) == (
        2,
        "欠品が月二十件",
        "新工場",
        ("ev-1",),
    )


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ({"need": {"level": 4}}, "/answers/need/level"),
        ({"need": {"problme": "x"}}, "/answers/need/problme"),
        ({"needs": {"level": 1}}, "/answers/needs"),
        ({"budget": {"level": 2, "evidence": ["ev-9"]}}, "/answers/budget/evidence/0"),
        ({"timeline": {"target_on": "soon"}}, "/answers/timeline/target_on"),
    ],
)
def test_a_wrong_answer_names_its_field_and_nothing_is_written(
    accepted: Lead, aoi: Person, as_: As, at: datetime, answers: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record_answers(accepted.pk, answers=answers, by=as_(aoi), at=at)
    assert pointer in {problem.pointer for problem in refused.value.problems}
    assert not Answer.objects.exists()


def test_what_follows_from_a_touch_takes_few_statements(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    log_touch(accepted.pk, "call", direction="inbound", by=as_(aoi), at=at)
    with statements_during() as statements:
        log_touch(accepted.pk, "call", direction="inbound", by=as_(aoi), at=at)
    assert len(statements) <= 9, statements


def test_sql_needs_a_conversation_a_need_and_somebody_who_decides(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    by = as_(aoi)
    with pytest.raises(GateRefused) as refused:
        qualify(accepted.pk, by=by, at=at)
    assert {"G-02", "C-1", "C-2", "C-3"} <= {one.rule for one in refused.value.decision.troubles}
    log_touch(accepted.pk, "call", direction="outbound", two_way=True, by=by, at=at)
    record_answers(
        accepted.pk,
        answers={
            "need": {
                "level": 2,
                "problem": "欠品",
                "cost_of_inaction": "年三千万円",
                "why_now": "新工場",
                "evidence": ["ev-1"],
            },
            "budget": {"level": 1, "status": "estimated"},
            "authority": {"level": 1, "decision_maker": {"name": "佐藤 健"}},
        },
        evidence=[CALL],
        by=by,
        at=at,
    )
    qualify(accepted.pk, by=by, at=at)
    accepted.refresh_from_db()
    assert accepted.state == "sql"


def test_the_next_question_is_the_first_that_nobody_asked(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    book = in_force()
    first = next_question(dossier_of(accepted), book)
    assert first is not None
    record_answers(
        accepted.pk,
        asked=[{"question": first.key, "note": "Asked; they will come back."}],
        by=as_(aoi),
        at=at,
    )
    second = next_question(dossier_of(accepted), book)
    assert second is not None
    assert second.key != first.key


def test_a_stranger_may_neither_accept_nor_answer(
    captured: Lead, stranger: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Forbidden):
        accept(captured.pk, by=as_(stranger), at=at)
    with pytest.raises(Forbidden):
        record_answers(captured.pk, answers={"need": {"level": 1}}, by=as_(stranger), at=at)


def test_marketing_cannot_deliver_a_lead_twice(captured: Lead, sora: Person, as_: As, at: datetime) -> None:
    market_qualify(captured.pk, by=as_(sora), at=at)
    with pytest.raises(NotPossibleNow):
        market_qualify(captured.pk, by=as_(sora), at=at)
