"""Look a move up in the one table of moves, and refuse it in a sentence that front doors understand."""

from __future__ import annotations

from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules import lifecycle
from tasuki.rules.lifecycle import STATE_LABELS, LeadState, Move, NotFromHere, Subject
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence


def move(subject: Subject, verb: str, state: str | None) -> Move:
    """The row for ``verb`` from ``state``. Raises `NotPossibleNow` saying why not, and what can be done instead."""
    try:
        return lifecycle.move(subject, verb, state)
    except NotFromHere as refused:
        raise not_now(refused.because, refused.fix) from refused


def not_now(because: Sentence, fix: Sentence) -> NotPossibleNow:
    return NotPossibleNow(because, [Problem("/state", NotFromHere.code, because, fix)])


def not_in_this_state(because: str, state: str, *wanted: LeadState) -> NotPossibleNow:
    """A refusal because of the lead's state; ``because`` may name %(state)s and %(wanted)s."""
    values = {
        "state": Sentence(STATE_LABELS[LeadState(state)]),
        "wanted": tuple(Sentence(STATE_LABELS[one]) for one in wanted),
    }
    possible = tuple(Sentence(row.label) for row in lifecycle.verbs_from("lead", state))
    fix = Sentence(N_("What you can do now: %(moves)s."), {"moves": possible})
    return not_now(Sentence(because, values), fix)
