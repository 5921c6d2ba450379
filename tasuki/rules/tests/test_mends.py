"""A field that several rules miss is one thing to mend."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tasuki.rules.gates import decide
from tasuki.rules.mends import Mend, mends_of
from tasuki.rules.tests.test_validation import article, changed

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)


def mends(changes: dict[str, Any], gate: str = "opportunity") -> dict[str, list[Mend]]:
    decision = decide(gate, changed(changes), article(), AT)
    found: dict[str, list[Mend]] = {}
    for one in mends_of(decision, article()):
        found.setdefault(one.finding.pointer, []).append(one)
    return found


@pytest.mark.parametrize(
    ("field", "without", "speaks", "besides"),
    [
        ("/opportunity/use_case", "__missing__", "O-1", {"O-2"}),
        ("/opportunity/use_case", "TBD", "O-1", {"O-2"}),
        ("/opportunity/product", "__missing__", "O-1", {"O-2", "O-18"}),
        ("/opportunity/close_on", "__missing__", "O-4", {"O-2", "O-3", "O-5"}),
        ("/opportunity/amount", "__missing__", "O-6", {"O-2", "O-7"}),
        ("/opportunity/next_steps", [], "O-12", {"O-2"}),
        ("/opportunity/contacts", [], "O-9", {"O-2", "O-8", "O-17"}),
    ],
)
def test_a_field_that_is_missed_is_said_once_by_the_rule_that_asks_most_of_it(
    field: str, without: object, speaks: str, besides: set[str]
) -> None:
    said = mends({field: without})[field]
    spoken = [one for one in said if one.finding.rule == speaks]
    assert len(spoken) == 1
    assert set(spoken[0].besides) <= besides
    assert "O-2" in spoken[0].besides
    assert [one.finding.rule for one in said if one.finding.rule == "O-2"] == []


def test_each_part_of_a_step_is_a_mend_and_the_step_as_a_whole_is_none() -> None:
    step = {"action": "", "owner": "ren", "due_on": "2026-11-19"}
    said = mends({"/opportunity/next_steps": [step]})
    assert {place for place in said if "next_steps" in place} == {
        "/opportunity/next_steps/0/action",
        "/opportunity/next_steps/0/due_on",
    }


def test_what_contradicts_is_said_by_each_rule_that_it_contradicts() -> None:
    said = mends({"/opportunity/close_on": "2026-11-19"})["/opportunity/close_on"]
    assert {one.finding.rule for one in said} >= {"O-3", "O-5"}
    assert all(not one.besides for one in said)


def test_a_block_is_not_hidden_behind_a_warning() -> None:
    decision = decide("opportunity", changed({"/opportunity/contacts": []}), article(), AT)
    shown = {one.finding.enforcement for one in mends_of(decision, article())}
    assert shown == {one.enforcement for one in decision.troubles}


def test_every_rule_that_troubles_is_named_by_a_mend() -> None:
    emptied: dict[str, Any] = {"/opportunity": {}, "/answers": {}}
    for gate in ("mql", "sal", "sql", "handoff", "opportunity"):
        decision = decide(gate, changed(emptied), article(), AT)
        named = {rule for one in mends_of(decision, article()) for rule in (one.finding.rule, *one.besides)}
        assert named == {one.rule for one in decision.troubles}, gate
