"""Is this rationale specific enough? Whoever ends (AR-1, AR-3, AR-5, AR-8) or overrides (G-05) says why, in words.

“Bad lead” teaches nobody anything. A rationale has a length, says more than the playbook's empty phrases and its
placeholders, and is not the sentence that the same person pastes everywhere.
"""

from tasuki.rules.rationale.asked import ASKED_FOR, SURVIVOR, asked_by
from tasuki.rules.rationale.ending import (
    Ending,
    days_told,
    ending_questions,
    ending_troubles,
    with_its_usual_return,
)
from tasuki.rules.rationale.going_back import going_back_troubles
from tasuki.rules.rationale.override import OVERRIDE_DOCUMENTED
from tasuki.rules.rationale.specific import ALIKE, likeness, rationale_troubles

__all__ = [
    "ALIKE",
    "ASKED_FOR",
    "OVERRIDE_DOCUMENTED",
    "SURVIVOR",
    "Ending",
    "asked_by",
    "days_told",
    "ending_questions",
    "ending_troubles",
    "going_back_troubles",
    "likeness",
    "rationale_troubles",
    "with_its_usual_return",
]
