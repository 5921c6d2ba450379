"""The five troubles are told from signs, never from one number alone where the article warns of it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.playbooks.presets import load_preset
from tasuki.rules.diagnosis import (
    TROUBLES,
    Diagnosis,
    Group,
    Measured,
    Part,
    Presence,
    Sum,
    diagnose,
    leak_of,
)
from tasuki.rules.diagnosis.check import difference
from tasuki.rules.diagnosis.money import rounded
from tasuki.rules.playbook import Playbook
from tasuki.rules.tests.examples import WORKED

BOOK = load_preset("article")
EXAMPLES = tomllib.loads((WORKED / "diagnosis.toml").read_text(encoding="utf-8"))["example"]
AMOUNTS = {"created": ("mature", 120), "won": ("mature_won", 20)}


def counted(told: dict[str, Any]) -> Measured:
    parts = {key: Part(*value) for key, value in told.items() if isinstance(value, list)}
    sums = {
        AMOUNTS[key][0]: {"JPY": Sum(Decimal(value), AMOUNTS[key][1])}
        for key, value in told.items()
        if key in AMOUNTS
    }
    groups = {
        key: tuple(Group((name,), *of) for name, of in value.items())
        for key, value in told.items()
        if isinstance(value, dict)
    }
    return Measured(365, parts, sums, groups)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["says"])
def test_example_holds(example: dict[str, Any]) -> None:
    found = {one.trouble: one.standing.value for one in diagnose(counted(example["given"]), BOOK)}
    assert {key: found[key] for key in example["expect"]} == example["expect"]


@pytest.mark.parametrize(
    ("sign", "limit", "shown", "other"),
    [
        ("overridden", "overridden_share", Part(60, 200), 0.9),
        ("slow", "slow_share", Part(160, 200), 0.95),
        ("versions", "versions_a_year", (Group(("a",), 40, 40),) * 6, Decimal(9)),
    ],
)
def test_the_agreement_says_how_much_of_a_sign_is_too_much(
    sign: str, limit: str, shown: Any, other: Any
) -> None:
    told = {sign: shown}
    measured = Measured(365, groups=told) if isinstance(shown, tuple) else Measured(365, told)
    patient = replace(BOOK, limits=replace(BOOK.limits, **{limit: other}))

    def standing(book: Playbook) -> Presence:
        checks = [check for one in diagnose(measured, book) for check in one.checks]
        return next(one.standing for one in checks if one.sign.key == sign)

    assert (standing(BOOK), standing(patient)) == (Presence.PRESENT, Presence.ABSENT)


def named(measured: Measured, trouble: str) -> Diagnosis:
    return next(one for one in diagnose(measured, BOOK) if one.trouble == trouble)


CLOSED = {"win": Part(30, 100), "bought_elsewhere": Part(40, 200)}
WON = {"won": {"JPY": Sum(Decimal(60_000_000), 30)}}


def test_leads_that_bought_elsewhere_cost_what_opportunities_usually_bring() -> None:
    stake = named(Measured(365, CLOSED, WON), "late").a_year
    assert stake is not None
    # 40 leads × ¥2,000,000 × between 21.9 % and 39.6 % won (Wilson, 30 of 100)
    assert (stake.low, stake.high) == (Decimal(18_000_000), Decimal(32_000_000))
    said = [step.spoken("en") for step in stake.steps]
    assert said[0] == "40 leads bought elsewhere before we converted: about 40 a year."
    assert "¥2,000,000 × 22% to 40%" in said[1]


def test_half_a_year_is_taken_twice_for_a_year() -> None:
    stake = named(Measured(182, CLOSED, WON), "late").a_year
    assert stake is not None
    assert stake.low == Decimal(35_000_000)


def test_the_leak_adds_up_what_was_found_and_nothing_else() -> None:
    both = {
        **CLOSED,
        "early_deaths": Part(60, 200),
        "unreal": Part(60, 60),
        "sent_back_for_good": Part(50, 50),
    }
    found = diagnose(Measured(365, both, WON), BOOK)
    leak = leak_of(found)
    assert leak is not None
    assert [trouble for trouble, _ in leak.parts] == ["premature", "late"]
    assert leak.low == rounded(float(sum(stake.low for _, stake in leak.parts)))
    assert leak.says().spoken("en").startswith("About ¥21,000,000 to ¥")


def test_without_amounts_no_price_is_named() -> None:
    assert named(Measured(365, CLOSED), "late").stakes == ()
    assert leak_of(diagnose(Measured(365, CLOSED), BOOK)) is None


def test_with_few_closed_deals_nobody_knows_what_an_opportunity_is_worth() -> None:
    assert named(Measured(365, {**CLOSED, "win": Part(3, 9)}, WON), "late").a_year is None


def test_nothing_is_told_of_nothing() -> None:
    assert {one.standing for one in diagnose(Measured(), BOOK)} == {Presence.UNKNOWN}
    assert {one.trouble for one in diagnose(Measured(), BOOK)} == set(TROUBLES)


def test_newcombes_interval_is_the_published_one() -> None:
    """Newcombe 1998, table II, method 10: 56/70 against 48/80 is 0.0524 to 0.3339."""
    found = difference(Part(56, 70), Part(48, 80))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


@given(part=st.integers(0, 300), more=st.integers(0, 300))
def test_a_worse_share_never_takes_a_sign_away(part: int, more: int) -> None:
    """Of as many leads, the more bought elsewhere the less it can be denied."""
    order = [Presence.ABSENT, Presence.UNKNOWN, Presence.PRESENT]

    def sign(bought: int) -> int:
        check = named(Measured(365, {"bought_elsewhere": Part(bought, 600)}), "late").checks[0]
        return order.index(check.standing)

    assert sign(part) <= sign(part + more)
