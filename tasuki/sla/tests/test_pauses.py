"""Clocks are held for good reasons only, and go on with what was left (SL-21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.sla.actions import pause, resume, tick
from tasuki.sla.models import Clock

Hear = Callable[..., None]
Find = Callable[[str], Clock]
As = Callable[[Person], Actor]
MAIL = "mail of 20 November: “please call again after the fair”"


@pytest.fixture
def running(hear: Hear, clock: Find) -> Clock:
    """48 hours to book a meeting."""
    hear("lead.accepted")
    return clock("SL-4")


def test_mio_holds_a_clock_for_the_date_the_prospect_proposed(
    running: Clock, mio: Person, as_: As, at: datetime
) -> None:
    pause(running.pk, "prospect_later_date", MAIL, by=as_(mio), at=at + timedelta(hours=10))
    assert tick(at + timedelta(days=9)) == 0
    event = Event.objects.get(code="sla.paused")
    assert event.reason == "prospect_later_date"
    assert MAIL not in str(event.data)
    assert event.payload.words == {"evidence": MAIL}


def test_a_resumed_clock_goes_on_with_what_was_left(
    running: Clock, mio: Person, as_: As, at: datetime
) -> None:
    pause(running.pk, "manager_hold", by=as_(mio), at=at + timedelta(hours=10))
    resumed = resume(running.pk, by=as_(mio), at=at + timedelta(hours=30))
    assert resumed.due_at == at + timedelta(hours=68)
    assert resumed.next_at == at + timedelta(hours=44)
    assert resumed.paused_for_seconds == 20 * 3600
    assert tick(at + timedelta(hours=68, seconds=1)) == 5


def test_a_later_date_without_evidence_holds_nothing(
    running: Clock, mio: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        pause(running.pk, "prospect_later_date", " ", by=as_(mio), at=at)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/evidence", "SL-21")]


def test_an_absence_holds_no_clock(running: Clock, mio: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        pause(running.pk, "owner_absence", by=as_(mio), at=at)
    assert refused.value.problems[0].pointer == "/reason"


def test_aoi_cannot_hold_her_own_clock(running: Clock, aoi: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Forbidden):
        pause(running.pk, "manager_hold", by=as_(aoi), at=at)


def test_a_clock_that_runs_cannot_be_resumed(running: Clock, mio: Person, as_: As, at: datetime) -> None:
    with pytest.raises(NotPossibleNow):
        resume(running.pk, by=as_(mio), at=at)


def test_a_promise_kept_on_pause_is_judged_by_when_it_was_held(
    running: Clock, mio: Person, as_: As, at: datetime, hear: Hear, clock: Find
) -> None:
    pause(running.pk, "manager_hold", by=as_(mio), at=at + timedelta(hours=10))
    hear("meeting.booked", when=at + timedelta(hours=90), kind="discovery")
    assert clock("SL-4").outcome == "met"


def test_a_lead_on_hold_holds_its_promises_and_lets_them_go_on(
    running: Clock, at: datetime, hear: Hear, clock: Find
) -> None:
    hear("lead.edited", when=at + timedelta(hours=10), on_hold=True)
    assert clock("SL-4").pause_reason == "manager_hold"
    hear("lead.edited", when=at + timedelta(hours=15), on_hold=False)
    assert (clock("SL-4").paused_at, clock("SL-4").due_at) == (None, at + timedelta(hours=53))
    hear("lead.edited", when=at + timedelta(hours=16), fields=["title"])
    assert clock("SL-4").paused_at is None
