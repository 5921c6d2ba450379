"""The worked examples are the specification: every one holds, and every rule has its three answers."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tasuki.playbooks.presets import load_preset
from tasuki.rules.decision import Standing
from tasuki.rules.gates import verdict
from tasuki.rules.tests.examples import Example, examples

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example_holds(example: Example) -> None:
    decision = example.decision()
    findings = example.findings(decision)
    assert findings, f"{example.rule} said nothing; it spoke of {sorted({f.rule for f in decision.findings})}"
    expected = Standing(example.expect["standing"])
    assert {finding.standing for finding in findings} == {expected}, [
        f.because.spoken("en") for f in findings
    ]
    if "enforcement" in example.expect:
        assert {finding.enforcement.value for finding in findings} == {example.expect["enforcement"]}
    if "because_has" in example.expect:
        assert any(example.expect["because_has"] in finding.because.spoken("en") for finding in findings)
    if "verdict" in example.expect:
        assert decision.verdict.value == example.expect["verdict"]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_quick_verdict_agrees_with_the_whole_decision(example: Example) -> None:
    book = load_preset(example.playbook)
    assert verdict(example.gate, example.dossier(), book, example.at) is example.decision().verdict


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_trouble_tells_where_it_is_and_how_to_mend_it(example: Example) -> None:
    for finding in example.decision().troubles:
        assert finding.pointer.startswith("/")
        assert finding.fix is not None
        assert finding.fix.spoken("en")


def test_every_rule_has_a_passing_a_refused_and_an_unknown_example() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for example in EXAMPLES:
        seen[example.rule].add(example.expect["standing"])
    lacking = {
        rule: sorted({"met", "unmet", "unknown"} - answers)
        for rule, answers in seen.items()
        if not {"met"} <= answers or len(answers) < 2
    }
    assert not lacking
