"""The database folds names as the rules do: what is sought is found in what is stored, whoever stored it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tasuki.platform.sql import run
from tasuki.rules.matching import sought

LETTERS = "abcXYZ019 éÜøß ＡＢｱｶﾞー ァカガヅヴ あぃゃゔ 高髙渡邉山 ・.,-&'’〜々（株）"
names = st.text(alphabet=LETTERS, max_size=24)


def folded(text: str) -> str:
    said: str = run("SELECT folded_words(%(text)s)", {"text": text})[0][0]
    return said


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=names)
@example(name="㈱ブルー・スカイ製作所")
@example(name="J.P. Morgan & Co.")
@example(name="J. P. Morgan")
@example(name="Anna O’Brien")
@example(name="Muster Güter GmbH")
@example(name="ｱｻﾋ ｺｳｷﾞｮｳ")
@example(name="渡邉 健〜ケン〜")
@example(name="あ.ー&")
@example(name="カ〜ﾞ")
@example(name="株式会社ABC（エービーシー）製作所")
@example(name="Æther Œuvre Łódź Ðakovo")
def test_a_name_is_found_by_itself(name: str) -> None:
    told = folded(name)
    # A single letter is looked for where a word begins, and no word begins with a long vowel mark.
    telling = (word for word in sought(name) if len(word.strip()) > 1 and word[0] != "ー")
    missing = [word for word in telling if word not in told]
    assert not missing, (name, told, missing)


@pytest.mark.django_db
def test_folding_twice_is_folding_once_and_nothing_is_nothing() -> None:
    once = folded("㈱ブルー・スカイ製作所 Co., Ltd.")
    assert folded(once) == once
    assert folded("") == ""
