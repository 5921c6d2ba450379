"""A problem says what is wrong, where, and what to do; the code knows what to do where nobody said it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tasuki.rules.problem import FIXES, Problem
from tasuki.rules.reading import Unreadable, read
from tasuki.rules.wording import Sentence


@dataclass(frozen=True)
class Deal:
    stage: str
    probability: float = 0.1


def problems_in(source: object) -> dict[str, Problem]:
    with pytest.raises(Unreadable) as refused:
        read(Deal, source)
    return {problem.pointer: problem for problem in refused.value.problems}


def test_the_fix_of_whoever_found_it_comes_before_the_codes_own() -> None:
    own = Problem("/name", "missing", Sentence("No name."), Sentence("Ask them."))
    assert own.spoken("en")["fix"] == "Ask them."
    assert Problem("/name", "missing", Sentence("No name.")).spoken("en")["fix"] == FIXES["missing"]
    assert Problem("/name", "odd", Sentence("Odd.")).spoken("en")["fix"] is None


def test_a_code_that_is_a_rule_is_its_id_as_well() -> None:
    assert Problem("/rationale", "AR-3", Sentence("Say more.")).spoken("en")["rule_id"] == "AR-3"
    assert Problem("/rationale", "C-1b", Sentence("Say more.")).rule_id == "C-1b"
    assert Problem("/rationale", "too_short", Sentence("Say more.")).rule_id is None


def test_the_place_is_told_as_a_pointer_and_as_a_field() -> None:
    told = Problem("/person/email", "missing", Sentence("No address.")).spoken("en")
    assert (told["pointer"], told["field"]) == ("/person/email", "person.email")


def test_everything_that_cannot_be_read_says_how_it_is_written() -> None:
    found = problems_in({"stages": "discovery", "probability": "often"})
    assert {
        pointer: problem.remedy and problem.remedy.spoken("en") for pointer, problem in found.items()
    } == {
        "/stages": "Did you mean “stage”? Known here: probability, stage.",
        "/probability": "Write a number such as 0.5.",
        "/stage": "Fill it in.",
    }


def test_an_error_in_a_log_says_what_to_do_as_well() -> None:
    with pytest.raises(Unreadable, match=r"There is no field “stages” here\. Did you mean “stage”"):
        read(Deal, {"stages": "discovery", "stage": "proposal"})
