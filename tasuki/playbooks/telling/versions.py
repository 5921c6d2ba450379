"""What the states of a version are called."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_, Sentence

STATES: Mapping[str, str] = {
    "draft": N_("draft"),
    "in_force": N_("in force"),
    "retired": N_("retired"),
}


def state_told(state: str) -> Sentence:
    return Sentence(STATES[state])
