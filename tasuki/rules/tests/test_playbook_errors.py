"""A playbook that cannot be read says in which file, which table and which key, and what was probably meant."""

from __future__ import annotations

import pytest

from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.reading import Problem, Unreadable

HEAD = '[playbook]\nname = "ours"\n\n'
CRITERION = '[[criterion]]\nkey = "need"\nid = "C-3"\nlabel = { en = "Need", ja = "課題" }\n\n'


def problems_in(toml: str, head: str = HEAD) -> list[Problem]:
    with pytest.raises(Unreadable) as refused:
        read_playbook(head + toml, "ours.toml")
    return list(refused.value.problems)


def only_problem(toml: str, head: str = HEAD) -> tuple[str, str]:
    (problem,) = problems_in(toml, head)
    return problem.pointer, problem.message.spoken("en")


def only_fix(toml: str) -> tuple[str, str]:
    (problem,) = problems_in(toml)
    assert problem.fix is not None
    return problem.pointer, problem.fix.spoken("en")


def test_the_smallest_playbook_is_a_name() -> None:
    book = read_playbook(HEAD)
    assert isinstance(book, Playbook)
    assert book.stamp == "ours@1"


def test_text_that_is_no_toml_names_the_file_and_the_line() -> None:
    pointer, message = only_problem("", head="[playbook\n")
    assert pointer.startswith("ours.toml:")
    assert "Line 1" in message


def test_a_playbook_without_a_name_is_refused() -> None:
    assert only_problem("", head="[playbook]\nversion = 2\n")[0] == "ours.toml: playbook/name"


def test_an_unknown_table_names_the_one_that_was_meant() -> None:
    pointer, fix = only_fix('[[criterium]]\nkey = "need"\n')
    assert pointer == "ours.toml: criterium"
    assert "Did you mean “criterion”?" in fix


def test_an_unknown_key_names_file_table_and_the_key_that_was_meant() -> None:
    pointer, fix = only_fix("[limits]\nclose_within_day = 90\n")
    assert pointer == "ours.toml: limits/close_within_day"
    assert "Did you mean “close_within_days”?" in fix


def test_a_key_like_none_that_is_known_lists_those_there_are() -> None:
    _, fix = only_fix("[targets]\nzzz = 1\n")
    assert fix.startswith("Known here: ")
    assert "mqls_per_month" in fix


def test_a_number_where_text_belongs_says_so() -> None:
    pointer, message = only_problem("", head="[playbook]\nname = 3\n")
    assert pointer == "ours.toml: playbook/name"
    assert message == "Expected text, found 3."


def test_a_word_that_is_not_allowed_names_the_nearest_that_is() -> None:
    pointer, fix = only_fix('[[gate]]\nkey = "opportunities"\nid = "G-04"\nlabel = "Opportunity"\n')
    assert pointer == "ours.toml: gate/0/key"
    assert "Did you mean “opportunity”?" in fix


def test_an_enforcement_outside_the_three_is_refused() -> None:
    toml = '[[gate]]\nkey = "sql"\nid = "G-02"\nlabel = "SQL"\nenforcement = { "O-5" = "warning" }\n'
    pointer, fix = only_fix(toml)
    assert pointer == "ours.toml: gate/0/enforcement/O-5"
    assert "Did you mean “warn”?" in fix


def test_a_criterion_that_no_table_defines_is_refused_where_it_is_required() -> None:
    toml = CRITERION + (
        '[[gate]]\nkey = "sql"\nid = "G-02"\nlabel = "SQL"\nrequire = [{ criterion = "needs", level = 2 }]\n'
    )
    pointer, message = only_problem(toml)
    assert pointer == "ours.toml: gate/0/require"
    assert "needs" in message
    assert "known: need" in message


def test_a_question_about_an_unknown_field_is_refused() -> None:
    toml = CRITERION + (
        '[[question]]\nkey = "q"\ncriterion = "need"\nfield = "answers.need.problems"\ntext = "Which problem?"\n'
    )
    assert only_problem(toml) == (
        "ours.toml: question/0/field",
        "The dossier has no field “answers.need.problems”.",
    )


def test_a_required_field_that_the_dossier_lacks_is_refused() -> None:
    toml = '[[required]]\ngate = "sal"\nkey = "x"\nrule = "G-01"\nlabel = "X"\nany_of = ["lead.sources"]\n'
    assert only_problem(toml)[0] == "ours.toml: required/0/any_of"


def test_a_field_of_the_companys_own_needs_no_definition() -> None:
    toml = '[[required]]\ngate = "sal"\nkey = "x"\nrule = "G-01"\nlabel = "X"\nany_of = ["lead.fields.plant_count"]\n'
    assert read_playbook(HEAD + toml).required[0].any_of == ("lead.fields.plant_count",)


@pytest.mark.parametrize(
    ("condition", "at", "says"),
    [
        ('{ field = "lead.industri", is = "saas" }', "field", "no field “lead.industri”"),
        ('{ field = "lead.industry", equals = "saas" }', "equals", "No such operator; allowed: is,"),
        ('{ field = "lead.industry" }', "", "one field and one operator"),
        ('{ field = "lead.industry", in = "saas" }', "in", "take a list"),
        ('{ all = [] }', "all", "at least one condition"),
        ('{ any = [{ field = "lead.industry", is = "x" }], not = {} }', "", "stand alone"),
    ],
)  # fmt: skip
def test_a_condition_outside_the_vocabulary_says_what_is_allowed(condition: str, at: str, says: str) -> None:
    pointer, message = only_problem(f'[[icp]]\nkey = "x"\nlabel = "X"\nwhen = {condition}\n')
    assert pointer == f"ours.toml: icp/0/when{'/' + at if at else ''}"
    assert says in message


def test_a_promise_in_words_that_nobody_can_count_is_refused() -> None:
    pointer, message = only_problem('[[sla]]\nid = "SL-2"\nlabel = "Contact"\nwithin = "soon"\n')
    assert pointer == "ours.toml: sla/0/within"
    assert "“soon” is not a duration" in message


def test_a_promise_by_a_calendar_that_is_not_there_is_refused() -> None:
    toml = '[[calendar]]\nkey = "office"\nzone = "Asia/Tokyo"\nhours = { 0 = [{ start = "09:00", end = "18:00" }] }\n\n'
    toml += '[[sla]]\nid = "SL-2"\nlabel = "Contact"\nwithin = "24 h"\ncalendar = "ofice"\n'
    pointer, message = only_problem(toml)
    assert pointer == "ours.toml: sla/0/calendar"
    assert "known: office" in message


def test_two_items_of_one_name_are_refused() -> None:
    pointer, message = only_problem(CRITERION + CRITERION)
    assert pointer == "ours.toml: criterion/1"
    assert "“need” stands twice" in message


def test_everything_that_is_wrong_is_told_at_once() -> None:
    toml = '[limits]\nvoid_hour = 24\n\n[[source]]\nkey = "web"\n\n'
    toml += '[[stage]]\nkey = "x"\nlabel = "X"\nprobability = "high"\n'
    assert {problem.pointer for problem in problems_in(toml)} == {
        "ours.toml: limits/void_hour",
        "ours.toml: stage/0/probability",
        "ours.toml: source/0/label",
    }


def test_a_problem_is_told_in_the_readers_language() -> None:
    (problem,) = problems_in("[limits]\nvoid_hour = 24\n")
    japanese = {"There is no field “%(name)s” here.": "ここに項目「%(name)s」はありません。"}
    said = problem.message.spoken("ja", lambda template: japanese[template])
    assert said == "ここに項目「void_hour」はありません。"
