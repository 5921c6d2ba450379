"""The lifecycle's answer as a refusal that front doors understand."""

from __future__ import annotations

from tasuki.platform.refusals import NotPossibleNow
from tasuki.rules import lifecycle
from tasuki.rules.lifecycle import Move, NotFromHere, Subject
from tasuki.rules.reading import Problem


def move(subject: Subject, verb: str, state: str | None) -> Move:
    """`tasuki.rules.lifecycle.move`, but a wrong state raises `NotPossibleNow` with what is possible instead."""
    try:
        return lifecycle.move(subject, verb, state)
    except NotFromHere as refused:
        wrong_state = Problem("/state", refused.code, refused.because, refused.fix)
        raise NotPossibleNow(refused.because, [wrong_state]) from refused
