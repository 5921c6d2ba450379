"""A gate's answer of the past, asked again under a draft: the same, refused, let through, or not to be told (PB-1)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tasuki.playbooks.presets import load_preset, load_text
from tasuki.rules.decision import Verdict
from tasuki.rules.dossier import Dossier, read_dossier
from tasuki.rules.gates import decide
from tasuki.rules.playbook import Playbook, read_playbook
from tasuki.rules.replay import Outcome, Past, Replayed, replay, tallied
from tasuki.rules.scoring import score

WORKED = Path(__file__).parents[3] / "examples" / "worked"
AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
THEN = load_preset("article")
STRICTER = '[[gate]]\nkey = "sql"\nrequire = [{ criterion = "budget", level = 3 }]\n'


def draft(toml: str) -> Playbook:
    return load_text(f'base = "article"\n[playbook]\nname = "draft"\n{toml}')


@pytest.fixture
def contract() -> dict[str, Any]:
    """The facts of the worked examples, to be changed by each test."""
    facts: dict[str, Any] = json.loads((WORKED / "base.json").read_text(encoding="utf-8"))
    return facts


@pytest.fixture
def known(contract: dict[str, Any]) -> Dossier:
    return read_dossier(contract)


def past(known: Dossier, gate: str, **said: Any) -> Past:
    was = decide(gate, known, THEN, AT)
    return Past(gate, AT, was.verdict, frozenset(one.rule for one in was.troubles), **said)


@pytest.mark.parametrize("gate", ["sal", "sql", "handoff", "opportunity"])
def test_the_agreement_of_the_day_decides_as_it_did(known: Dossier, gate: str) -> None:
    found = replay(past(known, gate), known, THEN, load_preset("article"))
    assert (found.outcome, found.before, found.appeared, found.gone) == (
        Outcome.SAME,
        found.after,
        (),
        (),
    )


def test_a_draft_that_asks_more_refuses_and_names_what_it_misses(known: Dossier) -> None:
    found = replay(past(known, "sql"), known, THEN, draft(STRICTER))
    assert (found.outcome, found.after) == (Outcome.NEWLY_REFUSED, Verdict.REFUSED)
    assert [(one.rule, one.pointer) for one in found.appeared] == [("C-1", "/answers/budget/level")]
    assert found.gone == ()


def test_a_draft_that_asks_less_lets_through(known: Dossier) -> None:
    strict = draft(STRICTER)
    refused = Past("sql", AT, Verdict.REFUSED, frozenset({"C-1"}))
    found = replay(refused, known, strict, THEN)
    assert (found.outcome, [one.rule for one in found.gone]) == (Outcome.NEWLY_LET_THROUGH, ["C-1"])


def test_an_open_gate_that_nobody_asked_would_have_refused_nobody(known: Dossier) -> None:
    found = replay(Past("sql", AT), known, THEN, draft(STRICTER))
    assert (found.outcome, found.after) == (Outcome.SAME, Verdict.REFUSED)


@pytest.mark.parametrize(
    "kept",
    [
        Past("sql", AT, Verdict.NEEDS_REVIEW, None),
        Past("sql", AT, decide("opportunity", Dossier(), THEN, AT).verdict, frozenset()),
    ],
)
def test_facts_that_do_not_lead_to_the_answer_of_the_day_tell_nothing(known: Dossier, kept: Past) -> None:
    found = replay(kept, known, THEN, THEN)
    assert (found.outcome, found.before, found.because is not None) == (Outcome.UNTOLD, None, True)


def test_other_findings_than_those_kept_tell_nothing(known: Dossier) -> None:
    was = decide("sql", known, THEN, AT)
    kept = Past("sql", AT, was.verdict, frozenset({"C-99"}))
    assert replay(kept, known, THEN, THEN).outcome is Outcome.UNTOLD


def test_scores_are_the_drafts_where_it_scores_differently(contract: dict[str, Any]) -> None:
    contract["lead"] |= {"fit": None, "intent": None}
    bare = read_dossier(contract)
    scores = score(bare, THEN, AT)
    contract["lead"] |= {"fit": scores.fit, "intent": scores.intent}
    known = read_dossier(contract)
    harder = draft(
        '[limits]\nfit_min = 20\n[[score]]\nkey = "penalty"\nlabel = "x"\nkind = "fit"\npoints = -100\n'
        'when = { field = "lead.country", present = true }\n'
    )
    found = replay(past(known, "sal"), known, THEN, harder)
    assert (found.outcome, [one.rule for one in found.appeared]) == (Outcome.NEWLY_REFUSED, ["G-01"])
    contract["lead"] |= {"fit": scores.fit + 1}
    other = read_dossier(contract)
    assert replay(past(other, "sal"), other, THEN, harder).outcome is Outcome.UNTOLD


def test_a_draft_without_the_gate_tells_nothing(known: Dossier) -> None:
    gateless = read_playbook('[playbook]\nname = "gateless"\n')
    assert replay(past(known, "sql"), known, THEN, gateless).outcome is Outcome.UNTOLD


def test_the_tally_counts_each_gate_in_the_order_of_the_process(known: Dossier) -> None:
    refused = replay(past(known, "sql"), known, THEN, draft(STRICTER))
    same = Replayed(Outcome.SAME)
    sal, sql = tallied([("sql", refused), ("sal", same), ("sql", same)], ("mql", "sal", "sql"))
    assert (sal.gate, sal.same, sal.decisions) == ("sal", 1, 1)
    assert (sql.gate, sql.same, sql.newly_refused, sql.untold, sql.decisions) == ("sql", 1, 1, 0, 2)
