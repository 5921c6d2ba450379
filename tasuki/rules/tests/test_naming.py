"""O-1: the opportunity's name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasuki.rules.naming import SHORTEST_LIMIT, opportunity_name

parts = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=200)
words = st.from_regex(r"[A-Za-zァ-ン一-龠]{1,12}( [A-Za-zァ-ン一-龠]{1,12}){0,2}", fullmatch=True)


def test_a_name_is_company_product_and_use_case() -> None:
    assert (
        opportunity_name("株式会社サンプル製作所", "Planner", "出荷計画")
        == "株式会社サンプル製作所 - Planner - 出荷計画"
    )


def test_spaces_and_line_breaks_around_the_parts_go() -> None:
    assert opportunity_name(" Acme \n Ltd. ", "Planner", "\tShipping ") == "Acme Ltd. - Planner - Shipping"


def test_a_part_may_hold_the_separator_itself() -> None:
    assert opportunity_name("Acme", "Plan - Pro", "Stock - A") == "Acme - Plan - Pro - Stock - A"


def test_the_longest_part_is_cut_first() -> None:
    name = opportunity_name("Acme", "Planner", "x" * 200, limit=40)
    assert name == "Acme - Planner - " + "x" * 22 + "…"
    assert len(name) == 40


def test_two_long_parts_share_what_the_short_one_leaves() -> None:
    assert opportunity_name("a" * 50, "P", "c" * 50, limit=27) == "a" * 9 + "… - P - " + "c" * 9 + "…"


def test_a_part_that_is_still_missing_keeps_its_place() -> None:
    assert opportunity_name("Acme", " ", "Shipping") == "Acme - … - Shipping"


def test_an_accent_is_not_cut_from_its_letter() -> None:
    assert opportunity_name("ab" + "q\u0323" * 30, "P", "U", limit=14) == "abq\u0323… - P - U"


def test_a_limit_without_room_for_three_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 9"):
        opportunity_name("Acme", "Planner", "Shipping", limit=8)


@given(parts, parts, parts, st.integers(SHORTEST_LIMIT, 160))
@example("", "", "", SHORTEST_LIMIT)
@example("e\u0301" * 90, "\u0301", " - ", 80)
def test_a_name_never_exceeds_its_limit_and_always_has_three_parts(
    company: str, product: str, use_case: str, limit: int
) -> None:
    name = opportunity_name(company, product, use_case, limit)
    assert 0 < len(name) <= limit
    assert name.count(" - ") >= 2
    assert unicodedata.is_normalized("NFC", name)


@given(words, words, words)
def test_short_parts_stay_as_they_are_however_often_they_are_named(
    company: str, product: str, use_case: str
) -> None:
    name = opportunity_name(company, product, use_case)
    assert name == f"{company} - {product} - {use_case}"
    first, second, third = name.split(" - ")
    assert opportunity_name(first, second, third) == name


@given(words, words, words, st.integers(SHORTEST_LIMIT, 60))
def test_a_cut_part_is_the_beginning_of_the_whole_one(
    company: str, product: str, use_case: str, limit: int
) -> None:
    shown = opportunity_name(company, product, use_case, limit).split(" - ")
    for part, whole in zip(shown, (company, product, use_case), strict=True):
        assert part == whole or whole.startswith(part.removesuffix("…"))
