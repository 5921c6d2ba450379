"""When the quality of leads is a matter for both sides' leaders (SL-26)."""

from __future__ import annotations

from datetime import date, timedelta

from tasuki.playbooks.presets import load_preset
from tasuki.rules.concern import Concern, Week, concerns

BOOK = load_preset("article")
MONDAYS = tuple(date(2026, 11, 2) + timedelta(days=7 * n) for n in range(3))


def found(*weeks: tuple[int, dict[str, int]]) -> dict[tuple[str, str], Concern]:
    """The concerns about trade fairs, a (accepted, ended by reason) per week."""
    told = [Week(on, "events", accepted, ended) for on, (accepted, ended) in zip(MONDAYS, weeks, strict=True)]
    return {(one.cause, one.about): one for one in concerns(told, MONDAYS, BOOK)}


def test_three_weeks_under_the_agreed_acceptance_are_a_concern() -> None:
    low = found((7, {"no_budget": 2, "bad_timing": 1}), (3, {"no_need": 1, "other": 1}), (6, {"no_fit": 4}))
    numbers = low["acceptance_low", ""].numbers
    assert [(one["part"], one["whole"]) for one in numbers] == [(7, 10), (3, 5), (6, 10)]


def test_a_week_as_good_as_agreed_ends_the_concern() -> None:
    assert not found((7, {"no_budget": 3}), (8, {"no_need": 2}), (6, {"no_fit": 4}))


def test_a_week_with_few_decisions_says_nothing() -> None:
    assert not found((0, {"no_budget": 9}), (0, {"no_budget": 9}), (0, {"no_budget": 4}))


def test_one_reason_above_its_share_of_a_source_for_three_weeks_is_a_concern_of_its_own() -> None:
    same = found((6, {"no_budget": 4}), (6, {"no_budget": 4}), (65, {"no_budget": 35}))
    assert set(same) == {("acceptance_low", ""), ("one_reason", "events/no_budget")}
    assert ("one_reason", "events/no_budget") not in found(
        (6, {"no_budget": 4}), (6, {"no_budget": 4}), (70, {"no_budget": 30})
    )
