"""What somebody types finds the person, however either side was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.matching import PersonFacts, pairs_of, searchable, sought

MISAKI = PersonFacts(
    name="高橋 美咲", reading="タカハシ ミサキ", company="㈱ブルー・スカイ製作所", domain="aozora.co.jp"
)
ANNA = PersonFacts(name="Anna O’Brien", company="Muster Güter GmbH", domain="gmail.com")


def finds(text: str, facts: PersonFacts) -> bool:
    line = searchable(facts, free_mail_domains={"gmail.com"})
    words = sought(text)
    known = {line[at : at + 2] for at in range(len(line) - 1)}
    found = bool(words) and all(word in line for word in words)
    assert not found or all(pair in known for word in words for pair in pairs_of(word)), (
        "the index never hides what is there"
    )
    return found


@pytest.mark.parametrize(
    "text",
    [
        "高橋", "髙橋　美咲", "美咲 高橋", "高橋美咲", "橋美", "ﾀｶﾊｼ", "たかはし みさき", "タカハシ", "高",
        "株式会社ブルースカイ製作所", "ﾌﾞﾙｰｽｶｲ", "ぶるーすかい", "(株)ブルー・スカイ製作所",
        "ブルースカイ製作所 株式会社", "製作所", "高橋 製作所",
        "aozora", "AOZORA", "ａｏｚｏｒａ", "https://www.aozora.co.jp/about", "@aozora.co.jp",
    ],
)  # fmt: skip
def test_script_width_kanji_order_and_legal_form_make_no_difference(text: str) -> None:
    assert finds(text, MISAKI)


@pytest.mark.parametrize("text", ["anna", "O'Brien", "obrien anna", "a", "Muster", "guter", "Güter GmbH"])
def test_names_in_latin_letters_are_found_without_accents_and_apostrophes(text: str) -> None:
    assert finds(text, ANNA)


@pytest.mark.parametrize("text", ["", "!!", "橋", "咲", "高橋 美沙", "株式会社", "gmail", "nna b"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert not finds(text, MISAKI)
    assert not finds(text, ANNA)


def test_a_single_letter_is_looked_for_where_a_word_begins() -> None:
    assert finds("森", PersonFacts(name="森 太郎"))
    assert not finds("森", PersonFacts(name="大森 太郎"))


def test_nobody_has_no_words() -> None:
    assert searchable(PersonFacts()) == ""


@given(st.text(alphabet="高橋山田ブルーたァｶﾞabcÉéß 　・-'(株)", max_size=12))
def test_every_word_that_is_stored_is_found_as_it_stands(name: str) -> None:
    facts = PersonFacts(name=name)
    assert all(finds(word, facts) for word in searchable(facts).split())
