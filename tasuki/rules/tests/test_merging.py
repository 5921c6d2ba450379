"""Whose value stays, and which promises go on, when two records are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.merging import Owed, Stated, which_promises, which_value

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("survivor", "gone", "takes", "because"),
    [
        (Stated("a"), Stated(""), "survivor", "filled only on the one that stays"),
        (Stated(None), Stated("b"), "gone", "filled only on the one that goes"),
        (Stated(0), Stated(5), "survivor", "nothing speaks for the other"),
        (
            Stated("ＡＣＭＥ 株式会社"),
            Stated("acme株式会社", NOON, True),
            "survivor",
            "the same, in another spelling",
        ),
        (
            Stated("a", NOON, True),
            Stated("b", NOON + HOUR, True),
            "survivor",
            "a person entered it on the one that stays",
        ),
        (
            Stated("a", NOON + HOUR),
            Stated("b", NOON, True),
            "gone",
            "a person entered it on the one that goes",
        ),
        (Stated("a", NOON), Stated("b", NOON + HOUR), "gone", "the newer one"),
        (Stated("a", NOON + HOUR), Stated("b", NOON), "survivor", "the newer one"),
        (Stated("a"), Stated("b", NOON), "survivor", "nothing speaks for the other"),
    ],
)
def test_a_value_stays_for_a_reason(survivor: Stated, gone: Stated, takes: str, because: str) -> None:
    choice = which_value(survivor, gone)
    assert (choice.takes, choice.because.template) == (takes, because)


moments = st.integers(0, 5).map(lambda hours: NOON + hours * HOUR)
stated = st.builds(Stated, st.sampled_from([None, "", "a", "A", "b"]), st.none() | moments, st.booleans())


@given(survivor=stated, gone=stated)
def test_what_a_person_typed_on_the_record_that_stays_is_never_replaced(
    survivor: Stated, gone: Stated
) -> None:
    choice = which_value(survivor, gone)
    if survivor.by_person and not survivor.is_empty:
        assert choice.takes == "survivor"
    if gone.is_empty:
        assert choice.takes == "survivor"


def owed(sla: str, begins: int, ends: int | None = None, kept: bool = False, key: str = "") -> Owed:
    stopped = NOON + ends * HOUR if ends is not None else None
    return Owed(key or f"{sla}{begins}", sla, NOON + begins * HOUR, stopped, kept)


def test_of_two_running_promises_the_older_goes_on() -> None:
    ours, theirs = owed("SL-3", 2, key="ours"), owed("SL-3", 1, key="theirs")
    found = which_promises([ours], [theirs], same_state=True)
    assert (found.moved, [key for key, _ in found.released]) == (("theirs",), ["ours"])
    found = which_promises([theirs], [ours], same_state=True)
    assert (found.moved, [key for key, _ in found.released]) == ((), ["ours"])


def test_a_promise_that_was_kept_on_the_other_lead_is_kept_for_the_buyer() -> None:
    kept = owed("SL-2", 0, 3, kept=True)
    found = which_promises([kept], [owed("SL-2", 1, key="theirs")], same_state=True)
    assert (found.moved, [key for key, _ in found.released]) == ((), ["theirs"])
    found = which_promises([owed("SL-2", 1, key="ours")], [kept], same_state=True)
    assert [key for key, _ in found.released] == ["ours"]
    found = which_promises([owed("SL-2", 4, key="ours")], [kept], same_state=True)
    assert found.released == (), "what was kept before the promise began is another promise"


def test_a_promise_moves_where_both_are_at_the_same_stage_only() -> None:
    theirs = [owed("SL-3", 1, key="theirs")]
    assert which_promises([], theirs, same_state=True).moved == ("theirs",)
    found = which_promises([], theirs, same_state=False)
    assert (found.moved, [key for key, _ in found.released]) == ((), ["theirs"])


promises = st.lists(
    st.builds(
        owed, st.sampled_from(["SL-1", "SL-2"]), st.integers(0, 4), st.none() | st.integers(5, 9), st.booleans(),
        st.uuids().map(str),
    ),
    max_size=4,
)  # fmt: skip


def running_once(clocks: list[Owed]) -> list[Owed]:
    """As the database holds them: of one lead each promise runs once."""
    seen = set[str]()
    found = []
    for one in clocks:
        if one.runs and one.sla in seen:
            continue
        seen |= {one.sla} if one.runs else set()
        found.append(one)
    return found


@given(ours=promises, theirs=promises, same=st.booleans())
def test_afterwards_each_promise_runs_once_and_none_runs_on_the_lead_that_went(
    ours: list[Owed], theirs: list[Owed], same: bool
) -> None:
    ours, theirs = running_once(ours), running_once(theirs)
    found = which_promises(ours, theirs, same_state=same)
    released = {key for key, _ in found.released}
    running = [one.sla for one in (*ours, *theirs) if one.runs and one.id not in released]
    assert len(running) == len(set(running))
    assert {one.id for one in theirs if one.runs} == {*found.moved, *released} & {one.id for one in theirs}
    assert not released & set(found.moved)
