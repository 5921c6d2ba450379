from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.conditions import ALWAYS
from tasuki.rules.decision import Standing
from tasuki.rules.dossier import (
    Answers,
    Authority,
    Budget,
    Champion,
    DecisionProcess,
    Dossier,
    Metrics,
    Need,
    Timeline,
    read_dossier,
)
from tasuki.rules.frameworks import (
    band_of,
    falls_short,
    is_meddic_satisfied,
    level_of,
    stands_at_level,
    view,
)
from tasuki.rules.playbook import Gate, Requirement, Variant, read_playbook
from tasuki.rules.wording import Text

WORKED_FOLDER = Path(__file__).parents[3] / "examples" / "worked"
WORKED = tomllib.loads((WORKED_FOLDER / "frameworks.toml").read_text(encoding="utf-8"))
BASE = json.loads((WORKED_FOLDER / "base.json").read_text(encoding="utf-8"))
BOOK = read_playbook(WORKED["playbook"])
TODAY: date = WORKED["today"]
FOUR = tuple(Requirement(criterion, 2) for criterion in ("budget", "authority", "need", "timeline"))
TWO_OF_FOUR = Gate("sql", "G-02", Text("SQL"), mode="min_count", require=FOUR, min_count=2)


def changed(changes: dict[str, Any]) -> Dossier:
    source = deepcopy(BASE)
    for pointer, value in changes.items():
        *way, last = pointer.strip("/").split("/")
        table = source
        for step in way:
            table = table[step]
        if value == "__missing__":
            del table[last]
        else:
            table[last] = value
    return read_dossier(source)


@pytest.mark.parametrize("example", WORKED["example"], ids=lambda example: example["says"])
def test_the_worked_examples_hold(example: dict[str, Any]) -> None:
    d, expected = changed(example["change"]), dict(example["expect"])
    seen = view(d, BOOK, example["framework"], TODAY)
    points = {one.key: one.points for one in seen.elements}
    levels = {one.key: one.level for one in seen.elements}
    assert {key: points[key] for key in expected.get("points", {})} == expected.get("points", {})
    assert {key: levels[key] for key in expected.get("levels", {})} == expected.get("levels", {})
    assert seen.total_points == expected.get("total", seen.total_points)
    assert seen.band == expected.get("band", seen.band)
    if "weighted" in expected:
        assert seen.weighted_score.quantize(Decimal("0.0001")) == Decimal(expected["weighted"])
    if "meddic" in expected:
        assert [trouble.pointer for trouble in is_meddic_satisfied(d, BOOK, TODAY)] == expected["meddic"]


levels = st.integers(0, 3)
days = st.none() | st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))
words = st.sampled_from(["", "TBD", "a cost of 30 million a year", "some words"])
answers = st.builds(
    Answers,
    budget=st.builds(
        Budget,
        levels,
        st.sampled_from(["confirmed", "allocated", "path_identified", "estimated", "none", "unknown"]),
        approval_process=words,
        budget_controller=words,
        next_cycle_on=days,
    ),
    authority=st.builds(
        Authority,
        levels,
        contact_role=st.none() | st.sampled_from(["champion", "user", "signer", "influencer"]),
    ),
    need=st.builds(Need, levels, words, words, words),
    timeline=st.builds(Timeline, levels, days, st.none() | st.just("contract_renewal"), forcing_on=days),
    decision_process=st.builds(DecisionProcess, levels),
    metrics=st.builds(Metrics, levels),
    champion=st.builds(Champion, levels),
)
frameworks = st.sampled_from(list(BOOK.frameworks))


@given(answers, st.lists(frameworks, min_size=1, max_size=6))
def test_switching_frameworks_loses_nothing(given_answers: Answers, order: list[str]) -> None:
    d, before = Dossier(answers=given_answers), deepcopy(given_answers)
    first = view(d, BOOK, order[0], TODAY)
    for key in order:
        view(d, BOOK, key, TODAY)
    assert d.answers == before
    assert view(d, BOOK, order[0], TODAY) == first


@given(answers, frameworks)
def test_an_element_is_as_strong_as_the_weakest_answer_it_reads(given_answers: Answers, key: str) -> None:
    seen = view(Dossier(answers=given_answers), BOOK, key, TODAY)
    for element in seen.elements:
        assert element.level == min(level_of(given_answers, criterion) for criterion in element.reads)
        assert 0 <= element.points <= 3
        assert key == "bant" or element.points == element.level
    assert seen.total_points == sum(element.points for element in seen.elements) <= seen.max_points
    assert 0 <= seen.weighted_score <= 1


@given(answers)
def test_points_and_levels_are_two_numbers(given_answers: Answers) -> None:
    d = Dossier(answers=given_answers)
    higher = replace(given_answers, need=replace(given_answers.need, level=3))
    before, after = (view(replace(d, answers=one), BOOK, "bant", TODAY) for one in (given_answers, higher))
    assert [one.points for one in before.elements] == [one.points for one in after.elements]


@given(answers, st.integers(0, 4))
def test_a_minimum_count_passes_exactly_when_enough_criteria_stand(
    given_answers: Answers, needed: int
) -> None:
    d = Dossier(answers=given_answers)
    lacking = [one for one in FOUR if not stands_at_level(d, one)]
    troubles = falls_short(d, replace(TWO_OF_FOUR, min_count=needed), BOOK, TODAY)
    if len(FOUR) - len(lacking) >= needed:
        assert troubles == ()
    else:
        assert [one.pointer for one in troubles] == [f"/answers/{lack.criterion}/level" for lack in lacking]


@given(answers, frameworks, st.integers(0, 24))
def test_a_threshold_passes_exactly_when_the_points_reach_it(
    given_answers: Answers, framework: str, threshold: int
) -> None:
    d = Dossier(answers=given_answers)
    gate = Gate("sql", "G-02", Text("SQL"), mode="score_threshold", framework=framework, threshold=threshold)
    seen = view(d, BOOK, framework, TODAY)
    troubles = falls_short(d, gate, BOOK, TODAY)
    if seen.total_points >= threshold:
        assert troubles == ()
    else:
        assert len(troubles) == sum(one.points < 3 for one in seen.elements)
        assert all("%(" not in one.because.spoken("en") + one.fix.spoken("ja") for one in troubles)


def test_what_nobody_asked_is_unknown_and_what_is_too_weak_is_unmet() -> None:
    d = Dossier(answers=Answers(budget=Budget(1), need=Need(2)))
    troubles = falls_short(d, TWO_OF_FOUR, BOOK, TODAY)
    assert [(one.pointer, one.standing) for one in troubles] == [
        ("/answers/budget/level", Standing.UNMET),
        ("/answers/authority/level", Standing.UNKNOWN),
        ("/answers/timeline/level", Standing.UNKNOWN),
    ]
    assert troubles[0].because.spoken("en") == (
        "1 of 4 stand at their level and 2 are needed; “Budget” does not."
    )
    assert "“予算”" in troubles[0].because.spoken("ja")


def test_a_gate_may_ask_for_more_than_the_level() -> None:
    d = Dossier(answers=Answers(budget=Budget(2), need=Need(2)))
    assert falls_short(d, TWO_OF_FOUR, BOOK, TODAY) == ()
    troubles = falls_short(d, TWO_OF_FOUR, BOOK, TODAY, met=lambda _, wanted: wanted.criterion == "need")
    assert [one.pointer for one in troubles] == [
        "/answers/budget/level",
        "/answers/authority/level",
        "/answers/timeline/level",
    ]


def test_a_minimum_count_without_its_own_list_counts_the_letters_of_the_framework() -> None:
    variant = Variant(Text("Small deals"), ALWAYS, mode="min_count", min_count=2, framework="bant")
    assert falls_short(Dossier(answers=Answers(budget=Budget(2), need=Need(2))), variant, BOOK, TODAY) == ()
    assert len(falls_short(Dossier(), variant, BOOK, TODAY)) == 4


def test_a_binary_gate_is_judged_elsewhere() -> None:
    assert falls_short(Dossier(), Gate("sql", "G-02", Text("SQL"), require=FOUR), BOOK, TODAY) == ()


def test_a_criterion_of_the_companys_own_has_its_level_and_its_pointer() -> None:
    own = Requirement("security_review", 2)
    gate = Gate("sql", "G-02", Text("SQL"), mode="min_count", require=(own,), min_count=1)
    assert falls_short(Dossier(), gate, BOOK, TODAY)[0].pointer == "/answers/custom/security_review/level"
    answered = Dossier(answers=Answers(custom={"security_review": {"level": 2}}))
    assert falls_short(answered, gate, BOOK, TODAY) == ()


@pytest.mark.parametrize(
    ("framework", "most", "thresholds"),
    [
        ("bant", 12, {"sql": 10, "develop": 7, "nurture": 0}),
        ("champ", 12, {"sql": 10, "develop": 7, "nurture": 0}),
        ("meddpicc", 24, {"strong": 21, "developing": 16, "early": 11, "weak": 0}),
        ("meddic", 18, {"strong": 16, "developing": 12, "early": 9, "weak": 0}),
    ],
)
def test_the_bands_begin_where_the_rulebook_says(
    framework: str, most: int, thresholds: dict[str, int]
) -> None:
    read = [band_of(framework, total, most)[0] for total in range(most + 1)]
    assert {band: read.index(band) for band in thresholds} == thresholds


def test_a_framework_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(LookupError, match="no framework “spin”; known: bant, champ, meddic, meddpicc"):
        view(Dossier(), BOOK, "spin", TODAY)


def test_meddic_troubles_say_what_to_do() -> None:
    told = [trouble.fix.spoken("en") for trouble in is_meddic_satisfied(Dossier(), BOOK, TODAY)]
    assert told == [
        "Find out more about “Metrics” and record it, or about another of those listed.",
        "Confirm “Identified pain” with the buyer and link the evidence.",
        "Confirm “Economic buyer” with the buyer and link the evidence.",
        "Confirm “Champion” with the buyer and link the evidence.",
    ]
