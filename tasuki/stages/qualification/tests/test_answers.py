"""What somebody learned is stored whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotPossibleNow
from tasuki.playbooks.models import PlaybookVersion
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead, Milestone
from tasuki.stages.qualification.actions import record_answers
from tasuki.stages.qualification.models import Answer, AskedQuestion, Evidence
from tasuki.stages.qualification.queries import dossier_of, framework_view, gate_decision

As = Callable[[Person], Actor]
Record = Callable[..., Any]
CALL = {"kind": "call", "ref": "recording:88#t=312"}


@pytest.fixture
def record(accepted: Lead, aoi: Person, as_: As, at: datetime) -> Record:
    """Aoi writes down what she learned about her SAL."""
    return lambda **parts: record_answers(accepted.pk, by=as_(aoi), at=at, **parts)


@pytest.fixture
def security(agreement: None, at: datetime) -> None:
    """The company has a criterion of its own."""
    book = PlaybookVersion.objects.get(state="in_force")
    own = '\n[[criterion]]\nkey = "security"\nid = "X-1"\nlabel = "Security"\n'
    PlaybookVersion.objects.update(state="retired")
    PlaybookVersion.objects.create(
        name="article", number=2, state="in_force", toml=book.toml + own, drafted_at=at
    )


def test_evidence_without_a_name_is_numbered_past_the_names_that_people_chose(
    record: Record, accepted: Lead
) -> None:
    record(evidence=[CALL, {**CALL, "id": "ev-3"}, CALL])
    record(evidence=[CALL])
    keys = list(Evidence.objects.order_by("key").values_list("key", flat=True))
    assert keys == ["ev-3", "ev-4", "ev-5", "ev-6"]
    accepted.refresh_from_db()
    assert accepted.evidence_seq == 6


def test_evidence_sent_again_under_its_name_is_put_right(record: Record) -> None:
    record(evidence=[{**CALL, "id": "ev-1"}])
    record(evidence=[{"id": "ev-1", "kind": "email", "ref": "message:4711"}])
    proof = Evidence.objects.get()
    assert (proof.kind, proof.ref) == ("email", "message:4711")


def test_null_clears_a_field_and_what_is_left_out_stays(record: Record, accepted: Lead) -> None:
    record(
        answers={"budget": {"level": 1, "status": "estimated", "context": "来年度枠", "evidence": ["ev-1"]}},
        evidence=[{**CALL, "id": "ev-1"}],
    )
    record(answers={"budget": {"context": None}})
    budget = dossier_of(accepted).answers.budget
    assert (budget.level, budget.status, budget.context, budget.evidence) == (1, "estimated", "", ("ev-1",))
    record(answers={"budget": {"level": None, "evidence": None}})
    budget = dossier_of(accepted).answers.budget
    assert (budget.level, budget.evidence) == (0, ())


def test_a_level_without_proof_is_stored_and_the_gate_says_so(
    record: Record, accepted: Lead, at: datetime
) -> None:
    record(answers={"need": {"level": 2, "problem": "欠品が月二十件"}})
    found = {one.pointer for one in gate_decision(accepted, "sql", at).troubles}
    assert "/answers/need/evidence" in found


def test_the_journal_keeps_the_level_before_and_after_and_the_words_apart(record: Record) -> None:
    record(answers={"need": {"level": 1, "problem": "欠品が月二十件"}})
    record(answers={"need": {"level": 2}})
    told = Event.objects.filter(code="answer.recorded").latest("seq")
    assert (told.data["criterion"], told.data["level_before"], told.data["level"]) == ("need", 1, 2)
    assert "欠品" not in str(told.data)
    assert told.payload.words["answer"]["problem"] == "欠品が月二十件"


def test_evidence_that_comes_alone_is_journalled_too(record: Record) -> None:
    record(evidence=[CALL])
    assert Event.objects.get(code="answer.recorded").data == {"evidence": ["ev-1"]}


@pytest.mark.usefixtures("security")
@pytest.mark.parametrize("shape", [{"security": {"level": 2}}, {"custom": {"security": {"level": 2}}}])
def test_a_companys_own_criterion_is_answered_like_the_articles(
    record: Record, accepted: Lead, shape: dict[str, Any]
) -> None:
    record(answers=shape)
    assert dossier_of(accepted).answers.custom["security"]["level"] == 2


@pytest.mark.usefixtures("security")
@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({"answers": {"custom": {"security": {"evidence": "ev-1"}}}}, "/answers/custom/security/evidence"),
        ({"answers": {"custom": {"nothing": {"level": 1}}}}, "/answers/custom/nothing"),
        ({"answers": {"custom": "high"}}, "/answers/custom"),
        ({"answers": {"security": {"level": 1}, "custom": {"security": {}}}}, "/answers/custom/security"),
        ({"answers": {"need": "yes"}}, "/answers/need"),
        ({"answers": {"need": {"level": True}}}, "/answers/need/level"),
        ({"answers": {"need": {"level": -1}}}, "/answers/need/level"),
        ({"evidence": [{**CALL, "id": "a"}, {**CALL, "id": "a"}]}, "/evidence/1/id"),
        ({"evidence": [{**CALL, "id": "x" * 61}]}, "/evidence/0/id"),
        ({"evidence": [{**CALL, "ref": "x" * 501}]}, "/evidence/0/ref"),
        ({"evidence": [{"kind": "hearsay"}]}, "/evidence/0/kind"),
        ({"evidence": ["call"]}, "/evidence/0"),
        ({"asked": [{"question": "why_not", "note": "x"}]}, "/asked/0/question"),
        ({"asked": [{"question": "need_problem", "note": " "}]}, "/asked/0/note"),
        ({"asked": ["need_problem"]}, "/asked/0"),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_nothing_is_written(
    record: Record, parts: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record(**parts)
    assert [one.pointer for one in refused.value.problems] == [pointer]
    assert [kind.objects.count() for kind in (Answer, Evidence, AskedQuestion)] == [0, 0, 0]


def test_all_mistakes_are_told_at_once(record: Record) -> None:
    with pytest.raises(Invalid) as refused:
        record(answers={"need": {"level": 9}, "budgte": {}}, asked=[{"question": "?"}], evidence=[{}])
    assert len(refused.value.problems) == 4


def test_a_closed_lead_takes_no_more_answers(record: Record, accepted: Lead) -> None:
    Lead.objects.filter(pk=accepted.pk).update(state="converted")
    with pytest.raises(NotPossibleNow):
        record(answers={"need": {"level": 1}})


def test_another_framework_sees_the_same_answers(record: Record, accepted: Lead, at: datetime) -> None:
    record(
        answers={"need": {"level": 2, "problem": "欠品", "evidence": ["ev-1"]}},
        evidence=[{**CALL, "id": "ev-1"}],
    )
    bant = {one.key: one.level for one in framework_view(accepted, "bant", at).elements}
    champ = {one.key: one.level for one in framework_view(accepted, "champ", at).elements}
    assert 2 in bant.values()
    assert 2 in champ.values()
    assert framework_view(accepted, "", at).framework == in_force().playbook.framework


def test_the_milestone_knows_what_the_buyer_confirmed_and_when(
    accepted: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    """Reports count the leads that meet every criterion without asking each lead's answers."""
    proven = {"level": 2, "evidence": ["ev-1"]}
    first, later = at, at + timedelta(days=2)
    need = {"need": {**proven, "problem": "Stock is counted by hand."}, "budget": {"level": 1}}
    record_answers(accepted.pk, by=as_(aoi), at=first, answers=need, evidence=[{"id": "ev-1", **CALL}])
    kept = Milestone.objects.get(pk=accepted.pk)
    assert (kept.met, kept.met_at) == (["need"], first)
    record_answers(accepted.pk, by=as_(aoi), at=later, answers={"budget": proven})
    kept.refresh_from_db()
    assert (kept.met, kept.met_at) == (["budget", "need"], later)
    record_answers(accepted.pk, by=as_(aoi), at=later, answers={"need": {"level": 0}})
    kept.refresh_from_db()
    assert kept.met == ["budget"]
