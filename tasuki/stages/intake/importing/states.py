"""Where an import stands, as people call it."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.rules.wording import N_, Sentence

STATES: Mapping[str, str] = {
    "waiting": N_("waiting"),
    "running": N_("running"),
    "tried": N_("tried"),
    "failed": N_("failed"),
    "finished": N_("finished"),
    "reverted": N_("reverted"),
}


def state_called(state: str) -> Sentence:
    return Sentence(STATES[state])
