"""Why a promise was late: one cause each, the one that explains the others."""

from __future__ import annotations

import pytest

from tasuki.rules.lateness import CAUSES, MENDED_BY, Cause, Circumstances, why_late


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        (Circumstances(is_unowned=True, was_opened=False), Cause.UNOWNED),
        (Circumstances(has_left=True, was_away=True), Cause.LEFT),
        (Circumstances(was_away=True, was_opened=False), Cause.ABSENT),
        (Circumstances(changed_hands=True, overdue=20), Cause.CHANGED_HANDS),
        (Circumstances(began_off_hours=True, was_opened=False), Cause.OFF_HOURS),
        (Circumstances(overdue=10, was_opened=False), Cause.OVERLOADED),
        (Circumstances(open_leads=31, capacity=30), Cause.OVERLOADED),
        (Circumstances(open_leads=30, capacity=30, overdue=20), Cause.SLOW),
        (Circumstances(was_opened=False), Cause.NEVER_OPENED),
        (Circumstances(), Cause.SLOW),
    ],
)
def test_a_late_promise_has_the_cause_that_explains_the_others(found: Circumstances, cause: Cause) -> None:
    assert why_late(found) is cause


def test_every_cause_has_its_words_and_what_mends_it() -> None:
    assert set(CAUSES) == set(MENDED_BY) == set(Cause)
