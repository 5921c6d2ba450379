"""Look a move up in the one table of moves, and refuse it in a sentence."""

from __future__ import annotations

from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules import lifecycle
from tasuki.rules.lifecycle import Move, NotFromHere, Subject
from tasuki.rules.wording import N_, Sentence


def possible_move(subject: Subject, verb: str, state: str | None) -> Move:
    """The row for ``verb`` from ``state``. Raises `NotPossibleNow` saying why not, and what can be done instead."""
    try:
        return lifecycle.move(subject, verb, state)
    except NotFromHere as error:
        raise not_now(error.because, error.fix) from None


def not_now(because: Sentence, fix: Sentence) -> NotPossibleNow:
    return NotPossibleNow(Sentence(N_("%(because)s %(fix)s"), {"because": because, "fix": fix}))
