from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.lifecycle import (
    MOVES,
    STATE_LABELS,
    STATES,
    SUBJECTS,
    LeadState,
    Move,
    NotFromHere,
    OpportunityState,
    Subject,
    diagram,
    is_final,
    move,
    named,
    state_of,
    verb_after_rejection,
    verbs_from,
)
from tasuki.rules.playbook import Reason, Stage
from tasuki.rules.wording import Text

EXAMPLES = tomllib.loads(
    (Path(__file__).parents[3] / "examples" / "worked" / "lifecycle.toml").read_text(encoding="utf-8")
)["example"]

# The catalogue of the public contract, written out: a new event has to be agreed on there first.
# fmt: off
CATALOGUE = frozenset((
    "lead.captured", "lead.scored", "lead.assigned", "lead.accepted", "lead.marketing_qualified",
    "lead.sales_qualified", "lead.reopened", "lead.archived", "lead.disqualified", "lead.recycled",
    "lead.reengaged", "lead.merged", "answer.recorded", "touch.logged", "meeting.booked",
    "meeting.rescheduled", "meeting.held", "meeting.missed", "brief.completed", "handoff.submitted",
    "handoff.accepted", "handoff.rejected", "handoff.recycled", "handoff.rated", "discovery.held",
    "gate.overridden", "approval.requested", "approval.granted", "approval.refused",
    "opportunity.created", "opportunity.advanced", "opportunity.won", "opportunity.lost",
    "opportunity.voided", "waiver.expired",
))
# fmt: on
CHAIN = [LeadState.CAPTURED, LeadState.MQL, LeadState.SAL, LeadState.SQL, LeadState.DISCOVERY]
moves = st.sampled_from(MOVES)
subjects = st.sampled_from(SUBJECTS)


def reachable(subject: Subject, starts: Iterable[str], without: str = "") -> set[str]:
    """Every state that can be reached when one state is closed to traffic."""
    seen: set[str] = set()
    waiting = [start for start in starts if start != without]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += [row.to_state for row in verbs_from(subject, here) if row.to_state != without]
    return seen


def births(subject: Subject) -> list[str]:
    return [row.to_state for row in verbs_from(subject, None)] or ["none"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["says"])
def test_the_worked_examples_hold(example: dict[str, Any]) -> None:
    asked, expected = example["given"], example["expect"]
    if "to" in expected:
        row = move(asked["subject"], asked["verb"], asked["state"])
        assert {"to": row.to_state, "event": row.event, "needs_reason": row.needs_reason} == expected
        return
    with pytest.raises(NotFromHere) as refused:
        move(asked["subject"], asked["verb"], asked["state"])
    assert [row.verb for row in refused.value.possible] == expected["possible"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_state_can_be_reached_from_the_beginning(subject: Subject) -> None:
    assert reachable(subject, births(subject)) == set(STATES[subject])


@pytest.mark.parametrize("skipped", CHAIN)
def test_no_lead_converts_without_having_been_in_every_state_of_the_chain(skipped: LeadState) -> None:
    if skipped is LeadState.MQL:
        # An excluded lead that a manager reopens becomes an MQL too: no way leads around it.
        assert move("lead", "reopen", "disqualified").to_state is LeadState.MQL
    assert LeadState.CONVERTED not in reachable("lead", ["captured"], without=skipped)


@given(st.lists(st.integers(0, 50), max_size=40))
def test_whatever_path_a_lead_takes_each_step_of_the_chain_follows_the_one_before(picks: list[int]) -> None:
    path: list[str] = ["captured"]
    for pick in picks:
        possible = verbs_from("lead", path[-1])
        if not possible:
            break
        path.append(possible[pick % len(possible)].to_state)
    firsts = [path.index(state) for state in [*CHAIN, LeadState.CONVERTED] if state in path]
    assert firsts == sorted(firsts)
    if LeadState.CONVERTED in path:
        assert len(firsts) == len(CHAIN) + 1


def test_the_ends_are_the_ends_of_the_process() -> None:
    finals = {
        subject: {state for state in STATES[subject] if is_final(subject, state)} for subject in SUBJECTS
    }
    assert finals == {
        "lead": {"archived", "merged"},
        "handoff": {"accepted", "rejected", "recycled"},
        "opportunity": {"closed_won", "closed_lost", "voided"},
        "meeting": {"held"},
    }


@given(moves)
def test_no_move_invents_an_event(row: Move) -> None:
    assert row.event in CATALOGUE


@given(moves)
def test_a_move_stays_inside_its_own_subject(row: Move) -> None:
    own = {id(state) for state in STATES[row.subject]}
    assert {id(state) for state in (*row.from_states, row.to_state)} <= own


def test_a_verb_stands_once_for_each_subject() -> None:
    keys = [(row.subject, row.verb) for row in MOVES]
    assert len(keys) == len(set(keys))


def test_whoever_ends_or_undoes_something_says_why() -> None:
    ends = {"disqualified", "recycled", "merged", "rejected", "voided", "closed_lost"}
    silent = [row.verb for row in MOVES if row.to_state in ends and not row.needs_reason]
    assert silent == []
    assert all(move("lead", verb, "converted").needs_reason for verb in ("void", "return_after_refusal"))


@given(subjects, st.data())
def test_every_move_is_either_made_or_refused_with_what_is_possible(
    subject: Subject, data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from(STATES[subject]))
    verb = data.draw(st.sampled_from([row.verb for row in MOVES if row.subject == subject]))
    possible = verbs_from(subject, state)
    if verb in {row.verb for row in possible}:
        assert move(subject, verb, state) in possible
        return
    with pytest.raises(NotFromHere) as refused:
        move(subject, verb, state)
    assert refused.value.possible == possible
    assert "%(" not in refused.value.because.spoken("en") + refused.value.fix.spoken("en")


def test_a_refusal_names_the_states_and_what_can_be_done_now() -> None:
    with pytest.raises(NotFromHere) as refused:
        move("lead", "convert", "sal")
    assert refused.value.code == "move.not_from_here"
    assert refused.value.because.spoken("en") == (
        "You cannot convert the lead while it is SAL; it has to be in discovery."
    )
    assert refused.value.fix.spoken("en") == (
        "What you can do now: qualify the lead, disqualify the lead, recycle the lead, merge the lead."
    )


def test_what_is_there_is_not_made_twice_and_what_is_not_there_is_not_moved() -> None:
    with pytest.raises(NotFromHere, match="exists already and is captured"):
        move("lead", "capture", "captured")
    with pytest.raises(NotFromHere, match="there is no record yet"):
        move("lead", "accept", None)
    assert move("lead", "capture", None).to_state is LeadState.CAPTURED


def test_a_verb_or_a_state_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(LookupError, match="no move “dance”; known: capture"):
        move("lead", "dance", "mql")
    with pytest.raises(ValueError, match="no state “hot”; known: captured"):
        verbs_from("lead", "hot")


def test_the_reason_of_an_aes_rejection_decides_where_the_lead_goes() -> None:
    def after(code: str, leads_to: Any) -> str:
        reason = Reason(code, Text(code), ("reject",), leads_to=leads_to)
        return move("lead", verb_after_rejection(reason), "sql").to_state

    assert after("wrong_contact", "sql") == "sql"
    assert after("duplicate", "merged") == "merged"
    assert after("no_budget", "disqualified") == "disqualified"


def test_an_undone_conversion_and_a_refused_approval_both_bring_the_lead_back_to_discovery() -> None:
    for verb in ("void", "return_after_refusal"):
        assert move("lead", verb, "converted").to_state is LeadState.DISCOVERY
    assert {row.event for row in MOVES if row.to_state == "voided"} == {"opportunity.voided"}


def test_a_won_deal_is_not_voided() -> None:
    with pytest.raises(NotFromHere, match="Nothing can follow: closed won is an end"):
        move("opportunity", "void", "closed_won")


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("pending", OpportunityState.PENDING_APPROVAL),
        ("open", OpportunityState.OPEN),
        ("won", OpportunityState.CLOSED_WON),
        ("lost", OpportunityState.CLOSED_LOST),
        ("void", OpportunityState.VOIDED),
    ],
)
def test_a_stage_of_the_playbook_has_one_kind_of_state(kind: Any, state: OpportunityState) -> None:
    assert state_of(Stage("a_stage", Text("A stage"), 0.2, kind=kind)) is state


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_diagram_draws_every_move_and_nothing_else(subject: Subject) -> None:
    drawn = set(re.findall(r"^    (\S+) --> (\S+): (\S+)$", diagram(subject), re.MULTILINE))
    wanted = {
        (source, str(row.to_state), row.verb)
        for row in MOVES
        if row.subject == subject
        for source in (row.from_states or ("[*]",))
    }
    assert drawn == wanted
    assert diagram(subject).startswith("stateDiagram-v2\n    [*] --> ")


def test_every_state_has_a_wording() -> None:
    assert all(STATE_LABELS[state] for subject in SUBJECTS for state in STATES[subject])
    assert named("lead", "mql") is LeadState.MQL
