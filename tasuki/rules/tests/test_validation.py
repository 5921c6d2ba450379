"""What an opportunity must have before it exists, and when somebody else has to agree."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.asking import Rule
from tasuki.rules.brief import BRIEF_RULES
from tasuki.rules.decision import Enforcement, Finding, Standing
from tasuki.rules.dossier import Dossier, Money, read_dossier
from tasuki.rules.fields import kind_of, pointer_to
from tasuki.rules.placeholders import says_something
from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.rationale import OVERRIDE_DOCUMENTED
from tasuki.rules.validation import (
    OPPORTUNITY_RULES,
    approval_rules,
    approvals,
    custom_validations,
    required_fields,
    should_the_manager_hear,
)
from tasuki.rules.validation.approvals import discounted_fraction
from tasuki.rules.validation.filled import is_answer, screen_of
from tasuki.rules.validation.people import is_same_person
from tasuki.rules.validation.required import Need

HOUSE = Path(__file__).parents[3]
WORKED = HOUSE / "examples" / "worked"
TODAY = date(2026, 11, 20)


@cache
def article() -> Playbook:
    return read_playbook((HOUSE / "tasuki/playbooks/presets/article.toml").read_text(encoding="utf-8"))


def playbook(tables: str = "") -> Playbook:
    head = '[playbook]\nname = "ours"\n[placeholders]\ntexts = ["TBD", "未定", "none", "-"]\nnumbers = ["0", "1"]\n'
    return read_playbook(head + tables)


def changed(changes: dict[str, Any]) -> Dossier:
    """The passing dossier with some fields replaced (JSON pointers); ``__missing__`` takes a field away."""
    source = copy.deepcopy(json.loads((WORKED / "base.json").read_text(encoding="utf-8")))
    for pointer, value in changes.items():
        *way, last = pointer.strip("/").split("/")
        here: Any = source
        for step in way:
            here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
        if value == "__missing__":
            here.pop(last, None)
        elif isinstance(here, list):
            here[int(last)] = value
        else:
            here[last] = value
    return read_dossier(source)


def examples(file: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = tomllib.loads((WORKED / file).read_text(encoding="utf-8"))["example"]
    return read


def rules_by_id(book: Playbook) -> dict[str, Rule]:
    rules = (*required_fields("opportunity", book), *OPPORTUNITY_RULES, *approval_rules(book))
    return {rule.id: rule for rule in (*rules, *BRIEF_RULES, OVERRIDE_DOCUMENTED)}


def findings_of(example: dict[str, Any]) -> tuple[Finding, ...]:
    return rules_by_id(article())[example["rule"]].findings(
        changed(example.get("change", {})), article(), TODAY
    )


def assert_as_expected(findings: tuple[Finding, ...], expect: dict[str, str]) -> None:
    pointed = [one for one in findings if one.pointer == expect.get("pointer", one.pointer)]
    assert pointed, f"no finding at {expect['pointer']}: {[one.pointer for one in findings]}"
    assert [one.standing.value for one in pointed] == [expect["standing"]] * len(pointed)
    if "enforcement" in expect:
        assert {one.enforcement.value for one in pointed} == {expect["enforcement"]}
    if "because_has" in expect:
        assert any(expect["because_has"] in one.because.spoken("en") for one in pointed)
    for one in findings:
        assert one.because.spoken("ja")
        assert one.standing is Standing.MET or (one.fix and one.fix.spoken("en"))


@pytest.mark.parametrize(
    "example", examples("opportunity_fields.toml"), ids=lambda e: f"{e['rule']} {e['says']}"
)
def test_the_worked_examples_of_the_opportunity_hold(example: dict[str, Any]) -> None:
    assert_as_expected(findings_of(example), example["expect"])


@pytest.mark.parametrize("rule", [f"O-{n}" for n in range(1, 20) if n != 15])
def test_every_rule_has_an_example_that_is_met_and_one_that_is_not(rule: str) -> None:
    standings = {
        one["expect"]["standing"] for one in examples("opportunity_fields.toml") if one["rule"] == rule
    }
    assert standings >= ({"met", "unknown"} if rule == "O-14" else {"met", "unmet", "unknown"})


def test_an_empty_opportunity_hears_everything_at_once() -> None:
    empty = read_dossier({})
    troubles = [(r.id, t) for r in rules_by_id(article()).values() for t in r.ask(empty, article(), TODAY)]
    rules = {rule for rule, _ in troubles}
    assert rules >= {f"O-{n}" for n in range(1, 20)} - {"O-15", "O-17"}
    assert all(trouble.standing is Standing.UNKNOWN for _, trouble in troubles)
    assert all(trouble.pointer.startswith("/") for _, trouble in troubles)


def test_a_gate_under_another_playbook_asks_for_other_fields() -> None:
    book = playbook(
        '[[required]]\ngate = "opportunity"\nkey = "x"\nrule = "O-2"\nlabel = "Region"\n'
        'any_of = ["opportunity.fields.region"]\n'
    )
    (rule,) = required_fields("opportunity", book)
    assert [t.pointer for t in rule.ask(changed({}), book, TODAY)] == ["/opportunity/fields/region"]
    assert rule.ask(changed({"/opportunity/fields": {"region": "関東"}}), book, TODAY) == ()
    assert required_fields("sal", book) == ()


def test_a_required_field_may_keep_its_own_enforcement() -> None:
    field = '[[required]]\ngate = "sal"\nkey = "{0}"\nrule = "G-01"\nlabel = "{0}"\nany_of = ["lead.{0}"]\n'
    book = playbook(field.format("message") + 'enforcement = "warn"\n' + field.format("why_now"))
    troubles = required_fields("sal", book)[0].ask(changed({}), book, TODAY)
    assert [trouble.enforcement for trouble in troubles] == [Enforcement.WARN, None]


def test_a_conditional_field_is_required_only_where_its_condition_holds() -> None:
    book = playbook(
        '[[required]]\ngate = "sal"\nkey = "r"\nrule = "G-01"\nlabel = "Region"\nany_of = ["lead.region"]\n'
        'when = { field = "lead.country", is = "US" }\n'
    )
    (rule,) = required_fields("sal", book)
    assert rule.ask(changed({}), book, TODAY) == ()
    assert rule.ask(changed({"/lead/country": "US"}), book, TODAY) != ()


def test_a_companys_own_rule_is_asked_and_speaks_its_own_words() -> None:
    book = playbook(
        '[[validation]]\nid = "V-1"\ngate = "opportunity"\n'
        'label = { en = "US deals name a region", ja = "米国案件は地域必須" }\n'
        'field = "lead.region"\nmust = { field = "lead.region", present = true }\n'
        'when = { field = "lead.country", is = "US" }\n'
        'enforcement = "warn"\nfix = { en = "Enter the region.", ja = "地域を入力。" }\n'
    )
    (rule,) = custom_validations("opportunity", book)
    assert rule.ask(changed({}), book, TODAY) == ()
    (finding,) = rule.findings(changed({"/lead/country": "US"}), book, TODAY)
    assert (finding.rule, finding.pointer, finding.enforcement) == ("V-1", "/lead/region", Enforcement.WARN)
    assert "米国案件は地域必須" in finding.because.spoken("ja")
    assert finding.fix
    assert finding.fix.spoken("en") == "Enter the region."


def test_a_companys_own_rule_over_an_empty_field_is_unknown() -> None:
    book = playbook(
        '[[validation]]\nid = "V-2"\ngate = "sal"\nlabel = "Large"\nfield = "lead.company.employees"\n'
        'must = { field = "lead.company.employees", at_least = 1000 }\n'
    )
    (rule,) = custom_validations("sal", book)
    assert rule.ask(changed({}), book, TODAY)[0].standing is Standing.UNMET
    nobody_knows = changed({"/lead/company/employees": "__missing__"})
    assert rule.ask(nobody_knows, book, TODAY)[0].standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佐藤 健", "佐藤健"),
        ("佐藤　健", "佐藤 健 様"),
        ("佐藤部長", "佐藤 健"),
        ("佐藤 健 取締役", "佐藤 健"),
        ("John Smith", "SMITH, John"),
        ("Mr. Smith", "John Smith"),
        ("ｻﾄｳ ｹﾝ", "サトウ ケン"),
    ],
)
def test_two_spellings_of_one_person_are_one_person(one: str, other: str) -> None:
    assert is_same_person(one, other)
    assert is_same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佐藤 健", "佐藤 誠"),
        ("佐藤", "佐藤 健"),
        ("佐藤部長", "鈴木 健"),
        ("John Smith", "Jane Smith"),
        ("", "佐藤 健"),
    ],
)
def test_two_people_stay_two_people(one: str, other: str) -> None:
    assert not is_same_person(one, other)


def test_our_own_people_in_the_meeting_need_no_link() -> None:
    dossier = changed({"/meetings/0/attendees": ["ren", "Aoi", "AE", "高橋 美咲"], "/handoff/ae": "Aoi"})
    assert rules_by_id(article())["O-17"].ask(dossier, article(), TODAY) == ()


def test_the_lead_linked_as_lead_is_linked_by_name() -> None:
    contacts = [
        {"person": "lead", "role": "champion", "primary": True},
        {"name": "佐藤 健", "role": "economic_buyer"},
    ]
    dossier = changed({"/opportunity/contacts": contacts})
    assert rules_by_id(article())["O-17"].ask(dossier, article(), TODAY) == ()


def test_each_forgotten_person_is_named_once() -> None:
    dossier = changed(
        {
            "/answers/decision_process/participants": ["佐藤 健", "田中 一郎", "鈴木 花子"],
            "/meetings/0/attendees": ["田中一郎様", "AE"],
        }
    )
    troubles = rules_by_id(article())["O-17"].ask(dossier, article(), TODAY)
    assert [trouble.because.values["name"] for trouble in troubles] == ["田中 一郎", "鈴木 花子"]


def test_deals_that_were_all_alike_do_not_make_every_other_amount_unusual() -> None:
    alike = changed({"/surroundings/amounts": {"n": 50, "median_ln": 16.0, "mad_ln": 0.0}})
    assert rules_by_id(article())["O-7"].ask(alike, article(), TODAY) == ()


def reviews(changes: dict[str, Any], book: Playbook) -> list[str]:
    return [trouble.pointer for trouble in approvals(changed(changes), book, TODAY)]


def test_a_special_price_without_a_figure_is_reviewed() -> None:
    assert reviews({"/opportunity/discount": {"kind": "special_pricing", "note": "三年契約"}}, article()) == [
        "/opportunity/discount/fraction"
    ]


def test_a_discount_in_money_counts_against_the_list_price() -> None:
    discount = changed(
        {"/opportunity/discount": {"kind": "amount", "amount": {"amount": "2500000", "currency": "JPY"}}}
    ).opportunity.discount
    assert discount is not None
    assert discounted_fraction(discount, Money(Decimal(7_500_000), "JPY")) == Decimal("0.25")
    assert discounted_fraction(discount, Money(Decimal(7_500_000), "USD")) is None


@pytest.mark.parametrize(
    ("mode", "override", "flagged", "expected"),
    [
        ("off", True, True, []),
        ("overrides", True, True, ["/override"]),
        ("flagged", True, True, ["/opportunity/stage"]),
        ("overrides_and_flagged", True, True, ["/opportunity/stage", "/override"]),
        ("all", False, False, ["/opportunity/stage"]),
        ("overrides_and_flagged", False, False, []),
    ],
)
def test_early_stage_creation_is_reviewed_as_the_playbook_says(
    mode: str, override: bool, flagged: bool, expected: list[str]
) -> None:
    book = playbook(f'[limits]\nearly_stage_review = "{mode}"\n')
    changes: dict[str, Any] = {"/override": {"rationale": "…"}} if override else {}
    if flagged:
        changes |= {"/surroundings/converter_premature_index": 0.4, "/surroundings/team_premature_p75": 0.3}
    assert reviews(changes, book) == expected


def test_the_named_approver_is_the_one_who_decides() -> None:
    dossier = changed(
        {
            "/override": {"rationale": "…", "approver": "Mio"},
            "/opportunity/amount": {"amount": "40000000", "currency": "JPY"},
        }
    )
    fixes = [trouble.fix.spoken("en") for trouble in approvals(dossier, article(), TODAY)]
    assert fixes
    assert all("Mio" in fix for fix in fixes)


def test_a_written_condition_sends_the_deal_to_its_own_approver() -> None:
    book = playbook(
        '[[approval]]\nkey = "abroad"\nlabel = { en = "Abroad", ja = "海外" }\napprover = "revops"\n'
        'when = { field = "lead.country", is_not = "JP" }\n'
    )
    assert reviews({}, book) == []
    (trouble,) = approvals(changed({"/lead/country": "US"}), book, TODAY)
    assert "RevOps" in trouble.fix.spoken("en")
    assert trouble.enforcement is Enforcement.MANAGER_REVIEW


def test_the_manager_hears_of_large_deals_that_need_no_approval() -> None:
    assert should_the_manager_hear(changed({}), article())
    small = changed({"/opportunity/amount": {"amount": "9000000", "currency": "JPY"}})
    assert not should_the_manager_hear(small, article())


placeholder_spellings = st.builds(
    lambda before, word, after, upper: before + (word.upper() if upper else word) + after,
    st.text(" 　「(.。…", max_size=2),
    st.sampled_from([*article().placeholders.texts, "ＴＢＤ", "Ｎ／Ａ", "ﾅｼ", "ﾃｽﾄ"]),
    st.text(" 　」).。!?…", max_size=2),
    st.booleans(),
)


@given(st.one_of(st.text(max_size=60), placeholder_spellings))
def test_the_fast_look_at_a_text_finds_what_the_slow_one_finds(text: str) -> None:
    assert is_answer(text, article()) is says_something(text, article())
    assert screen_of(article()).passes(text) is says_something(text, article())


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 3),
        st.floats(0, 2, allow_nan=False),
        st.dates(),
        st.sampled_from([*article().placeholders.dates, 0.0, 1.0]),
        st.builds(Money, st.decimals(0, 2, places=1), st.just("JPY")),
        st.lists(placeholder_spellings | st.text(max_size=8), max_size=3).map(tuple),
    )
)
def test_the_fast_look_at_any_value_finds_what_the_slow_one_finds(value: Any) -> None:
    assert is_answer(value, article()) is says_something(value, article())


TEXTS_REQUIRED = sorted(
    {
        pointer_to(path)
        for field in article().required
        if field.gate == "opportunity"
        for path in field.any_of
        if kind_of(path) is str
    }
    - {"/opportunity/close_date_basis", "/opportunity/amount_basis"}
)
texts_changed = st.dictionaries(
    st.sampled_from(TEXTS_REQUIRED), st.sampled_from(["", "TBD", "inbound", "出荷計画", "__missing__"])
)
values_changed = st.fixed_dictionaries(
    {},
    optional={
        "/opportunity/contacts": st.just([]),
        "/opportunity/next_steps": st.just([]),
        "/opportunity/probability": st.sampled_from([None, 0.0, 0.4]),
        "/opportunity/close_on": st.sampled_from(["__missing__", "2099-12-31"]),
        "/opportunity/amount": st.sampled_from(["__missing__", {"amount": "1", "currency": "JPY"}]),
        "/opportunity/discount": st.sampled_from(
            [
                "__missing__",
                {"kind": "none"},
                {"kind": "none", "checked_how": "TBD"},
                {"kind": "percent", "fraction": "0.1"},
            ]
        ),
    },
)


@given(texts_changed, values_changed)
def test_a_look_at_the_required_fields_finds_what_a_closer_look_finds(
    texts: dict[str, Any], values: dict[str, Any]
) -> None:
    d, book = changed(texts | values), article()
    for rule in required_fields("opportunity", book):
        needs = [
            Need.of(field) for field in book.required if field.gate == "opportunity" and field.rule == rule.id
        ]
        closely = tuple(trouble for need in needs for trouble in need.troubles(d, book))
        assert rule.ask(d, book, TODAY) == closely
