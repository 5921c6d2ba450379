"""The handoff brief: completeness, what an unknown budget does, and the quality of a handoff."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.brief import (
    BRIEF_COMPLETE,
    Filling,
    completeness,
    deserves_a_sync_call,
    handoff_quality,
)
from tasuki.rules.decision import Standing
from tasuki.rules.dossier import read_dossier
from tasuki.rules.tests.test_validation import (
    TODAY,
    article,
    assert_as_expected,
    changed,
    examples,
    findings_of,
    playbook,
)

LINE = '[[brief]]\nkey = "{key}"\nsection = "contact"\nlabel = "{key}"\nany_of = [{fields}]\n{more}\n'


def line(key: str, *fields: str, more: str = "") -> str:
    return LINE.format(key=key, fields=", ".join(f'"{field}"' for field in fields), more=more)


@pytest.mark.parametrize("example", examples("brief.toml"), ids=lambda e: f"{e['rule']} {e['says']}")
def test_the_worked_examples_of_the_brief_hold(example: dict[str, Any]) -> None:
    assert_as_expected(findings_of(example), example["expect"])


def test_completeness_is_filled_over_required() -> None:
    book = playbook(
        line("source", "lead.source")
        + line("title", "lead.person.title")
        + line("mail", "lead.person.email")
        + line("phone", "lead.person.phone", more="required = false")
    )
    standing = completeness(changed({"/lead/person/title": "TBD"}), book)
    assert (standing.filled, standing.required, standing.is_complete) == (2, 3, False)
    assert standing.fraction == pytest.approx(2 / 3)
    assert [item.filling for item in standing.items] == [
        Filling.FILLED,
        Filling.PLACEHOLDER,
        Filling.FILLED,
        Filling.MISSING,
    ]
    assert [item.key for item in standing.missing] == ["title"]


def test_any_of_the_named_fields_fills_a_line() -> None:
    book = playbook(line("name", "lead.person.family_name", "lead.person.name"))
    assert completeness(changed({"/lead/person/family_name": "-"}), book).is_complete


def test_a_brief_that_requires_nothing_is_complete() -> None:
    assert completeness(changed({}), playbook()).fraction == 1.0


def test_an_empty_brief_names_every_required_line_at_once() -> None:
    troubles = BRIEF_COMPLETE.ask(read_dossier({}), article(), TODAY)
    required = [item for item in article().brief if item.required]
    assert len(troubles) == len(required)
    assert {trouble.standing for trouble in troubles} == {Standing.UNKNOWN}
    assert len({trouble.because.spoken("ja") for trouble in troubles}) == len(required)


def test_no_red_flags_in_japanese_or_english_needs_its_check() -> None:
    book = playbook(line("red", "handoff.red_flags", more='none_with = "handoff.red_flags_checked_how"'))
    for none in ("none", "None.", "特になし", "なし。"):
        assert not completeness(changed({"/handoff/red_flags": none}), book).is_complete
        checked = {"/handoff/red_flags": none, "/handoff/red_flags_checked_how": "購買部に尋ねた"}
        (item,) = completeness(changed(checked), book).items
        assert item.filling is Filling.NONE_CHECKED


def test_the_budget_may_be_known_to_be_nothing() -> None:
    book = playbook(line("budget", "answers.budget.status", more='unknown_with = "answers.budget.context"'))
    none = {"/answers/budget/status": "none"}
    assert completeness(changed(none), book).items[0].filling is Filling.UNKNOWN_WITHOUT_CONTEXT
    explained = none | {"/answers/budget/context": "今期の投資枠は使い切ったと経営企画が回答"}
    assert completeness(changed(explained), book).items[0].filling is Filling.UNKNOWN_IN_CONTEXT


def test_the_best_handoff_scores_one_and_the_worst_nothing() -> None:
    assert handoff_quality(5, 1.0, 0, 5) == 1.0
    assert handoff_quality(1, 0.0, 5, 5) == 0.0


def test_a_middling_handoff_is_the_mean_of_its_three_parts() -> None:
    assert handoff_quality(4, 0.9, 1, 5) == pytest.approx((0.75 + 0.9 + 0.8) / 3)


def test_without_questions_nothing_was_asked_again() -> None:
    assert handoff_quality(3, 1.0, 0, 0) == pytest.approx((0.5 + 1 + 1) / 3)


@pytest.mark.parametrize(
    ("rating", "share", "again", "questions"),
    [(0, 1.0, 0, 5), (6, 1.0, 0, 5), (3, 1.2, 0, 5), (3, -0.1, 0, 5), (3, 1.0, 6, 5), (3, 1.0, -1, 5)],
)
def test_figures_outside_their_range_are_refused(
    rating: int, share: float, again: int, questions: int
) -> None:
    with pytest.raises(ValueError, match=r"between|asked again"):
        handoff_quality(rating, share, again, questions)


@given(st.integers(1, 5), st.floats(0, 1), st.integers(0, 5), st.integers(5, 20))
def test_handoff_quality_lies_between_nothing_and_one(
    rating: int, share: float, again: int, questions: int
) -> None:
    assert 0 <= handoff_quality(rating, share, again, questions) <= 1


def test_a_key_opportunity_deserves_a_call_between_sdr_and_ae() -> None:
    assert not deserves_a_sync_call(changed({}), article())
    assert deserves_a_sync_call(changed({"/lead/company/tier": "strategic"}), article())
    large = {"/opportunity/amount": {"amount": "20000001", "currency": "JPY"}}
    assert deserves_a_sync_call(changed(large), article())
    top_decile = {"/surroundings/amounts": {"n": 40, "p90": "11000000"}}
    assert deserves_a_sync_call(changed(top_decile), article())
