"""Rejecting, recycling and overriding say why, in words that teach somebody something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.decision import Enforcement
from tasuki.rules.playbook import Playbook, Reason
from tasuki.rules.rationale import (
    Ending,
    ending_questions,
    ending_troubles,
    likeness,
    rationale_troubles,
    with_its_usual_return,
)
from tasuki.rules.reading import read
from tasuki.rules.tests.test_validation import (
    TODAY,
    article,
    assert_as_expected,
    examples,
    findings_of,
    playbook,
)

EXAMPLES = examples("rationale.toml")
ENDINGS = [example for example in EXAMPLES if "ending" in example]
OVERRIDES = [example for example in EXAMPLES if "ending" not in example]
SPECIFIC = "来期まで設備投資を凍結したと経営企画の佐藤取締役が電話で明言した"


@pytest.mark.parametrize("example", ENDINGS, ids=lambda e: f"{e['rule']} {e['says']}")
def test_the_worked_examples_of_endings_hold(example: dict[str, Any]) -> None:
    ending = read(Ending, example["ending"])
    asked = dict(ending_questions(ending, book_of(example), TODAY, example.get("earlier", ())))
    troubles, expect = asked[example["rule"]], example["expect"]
    if expect["standing"] == "met":
        assert troubles == ()
        return
    (trouble,) = troubles
    assert (trouble.standing.value, trouble.pointer) == (expect["standing"], expect["pointer"])
    assert (trouble.enforcement or Enforcement.BLOCK).value == expect.get("enforcement", "block")
    assert trouble.because.spoken("en")
    assert trouble.fix.spoken("en")


def book_of(example: dict[str, Any]) -> Playbook:
    """The article's playbook, with the example's own reason where it has one."""
    if "reason" not in example:
        return article()
    own = read(Reason, example["reason"])
    return replace(article(), reason=(*article().reason, own))


@pytest.mark.parametrize("example", OVERRIDES, ids=lambda e: f"{e['rule']} {e['says']}")
def test_the_worked_examples_of_overrides_hold(example: dict[str, Any]) -> None:
    assert_as_expected(findings_of(example), example["expect"])


def is_specific(text: str, *earlier: str) -> bool:
    return not rationale_troubles(text, article(), at_least=20, earlier=earlier)


@pytest.mark.parametrize(
    "text",
    [
        "bad lead",
        "Bad lead! Bad lead! Bad lead! Bad lead!",
        "This is just a really bad lead, not good, low quality, junk.",
        "質が低い。見込みなし。使えないリードです。却下。却下。",
        "TBD TBD TBD TBD TBD TBD TBD",
        "no no no no no no no no no no no",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "123456789012345678901234567890",
        "-----------------------------",
        "ｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗｗ",
        "テストテストテストテストテストテストテスト",
    ],
)
def test_a_rejection_that_only_says_bad_lead_is_refused(text: str) -> None:
    assert not is_specific(text)


@pytest.mark.parametrize(
    "text",
    [
        SPECIFIC,
        "CFO said in Tuesday's call that spending is frozen until FY28.",
        "Bad lead: their only plant closes in March, says the head of IT.",
        "ニーズなし。昨年度に競合B社を三年契約で導入したと本人が回答。",
        "従業員12名で、対象の50名に届かない。増員の計画もないとの回答。",
    ],
)
def test_a_rejection_that_says_who_and_why_is_accepted(text: str) -> None:
    assert is_specific(text)


def test_a_pasted_rationale_is_refused_even_with_another_company_in_it() -> None:
    before = "青空物流は来期まで予算を取れないと情報システム部長から電話で説明があった"
    after = "山田製作は来期まで予算を取れないと情報システム部長から電話で説明があった"
    assert not is_specific(after, before)
    assert is_specific("既存の倉庫システムを三年契約で更新した直後だと購買部長が説明した", before)


def test_only_the_last_twenty_rationales_count() -> None:
    others = [f"理由{n}：" + chr(0x4E00 + 40 * n) * 3 + "の件で先方の事情が大きく変わった" for n in range(20)]
    assert is_specific(SPECIFIC, *others, SPECIFIC)
    assert not is_specific(SPECIFIC, *others[:19], SPECIFIC)


def test_everything_that_keeps_a_lead_from_ending_is_said_at_once() -> None:
    pointers = [t.pointer for t in ending_troubles(Ending("reject", "duplicate"), article(), TODAY)]
    assert pointers == ["/rationale", "/surviving_id"]
    assert [t.pointer for t in ending_troubles(Ending("recycle"), article(), TODAY)] == [
        "/reengage_on",
        "/rationale",
    ]


def test_a_reason_asks_for_what_the_playbook_wants_to_know() -> None:
    book = playbook(
        '[[reason]]\ncode = "locked"\nlabel = "Locked"\nused_for = ["reject"]\nasks_for = ["competitor"]\n'
    )
    (trouble,) = ending_troubles(Ending("reject", "locked", SPECIFIC), book, TODAY)
    assert trouble.pointer == "/competitor"
    assert trouble.because.spoken("en") == "This reason also asks for: the competitor."
    told = Ending("reject", "locked", SPECIFIC, {"competitor": "B社"})
    assert ending_troubles(told, book, TODAY) == ()


def test_a_duplicate_names_its_survivor_under_every_playbook() -> None:
    book = playbook('[[reason]]\ncode = "duplicate"\nlabel = "Duplicate"\nused_for = ["reject"]\n')
    (trouble,) = ending_troubles(Ending("reject", "duplicate", SPECIFIC), book, TODAY)
    assert trouble.pointer == "/surviving_id"


def test_a_reason_agreed_for_another_ending_is_not_agreed_here() -> None:
    book = playbook('[[reason]]\ncode = "price"\nlabel = "Price"\nused_for = ["lose"]\n')
    assert [t.pointer for t in ending_troubles(Ending("reject", "price", SPECIFIC), book, TODAY)] == [
        "/reason"
    ]
    assert ending_troubles(Ending("lose", "price", SPECIFIC), book, TODAY) == ()


def test_a_recycling_that_names_no_day_takes_the_reasons_own() -> None:
    usual = with_its_usual_return(Ending("recycle", "bad_timing", SPECIFIC), article(), TODAY)
    assert (usual.reengage_on, usual.reengage_trigger) == (date(2027, 1, 19), "")
    renewal = with_its_usual_return(Ending("recycle", "competitor_locked", SPECIFIC), article(), TODAY)
    assert (renewal.reengage_on, renewal.reengage_trigger) == (None, "before_renewal")


@pytest.mark.parametrize(
    "said",
    [
        Ending("recycle", "bad_timing", SPECIFIC, reengage_on=date(2027, 4, 1)),
        Ending("recycle", "bad_timing", SPECIFIC, reengage_trigger="新年度予算の承認"),
        Ending("recycle", "", SPECIFIC),
        Ending("recycle", "feeling", SPECIFIC),
    ],
)
def test_what_a_person_said_about_coming_back_stands(said: Ending) -> None:
    assert with_its_usual_return(said, article(), TODAY) == said


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_mutual_and_between_nothing_and_one(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1
