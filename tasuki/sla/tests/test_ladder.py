"""A broken promise climbs the ladder, rung by rung, each once (SL-20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.records.models import Lead
from tasuki.sla import actions
from tasuki.sla.models import Clock, JointReview, ReviewGround
from tasuki.sla.reviews import grounds_of

Hear = Callable[..., None]
Find = Callable[[str], Clock]
As = Callable[[Person], Actor]
HOURS = timedelta(hours=1)


@pytest.fixture
def climbed(lead: Lead) -> Callable[[], list[tuple[str, str | None, str]]]:
    """The rungs so far: which, who (a handle) and why it passed on."""

    def rungs() -> list[tuple[str, str | None, str]]:
        names = dict(Person.objects.values_list("pk", "handle"))
        by_id = {str(key): handle for key, handle in names.items()}
        rows = Event.objects.filter(lead_id=lead.pk, code="sla.escalated").order_by("seq")
        return [
            (row.data["rung"], by_id.get(str(row.data["person"])), row.data.get("passed_on", ""))
            for row in rows
        ]

    return rungs


@pytest.fixture
def ichi(cast: Callable[..., Person], aoi: Person) -> Person:
    """Aoi's backup."""
    backup = cast("ichi", "sdr")
    Person.objects.filter(pk=aoi.pk).update(backup=backup)
    return backup


Climbed = Callable[[], list[tuple[str, str | None, str]]]


def test_the_rungs_are_climbed_in_order_each_at_its_moment(
    hear: Hear, climbed: Climbed, ichi: Person, kei: Person, at: datetime
) -> None:
    hear("lead.accepted")
    for days in (2, 3, 4, 5, 6, 7):
        actions.tick(at + timedelta(days=days, seconds=1))
    assert climbed() == [
        ("owner", "aoi", ""),
        ("backup", "ichi", ""),
        ("manager", "mio", ""),
        ("revops", "kei", ""),
        ("joint_review", "kei", ""),
    ]


def test_after_a_standstill_warnings_breach_and_rungs_come_once_each_and_in_order(
    hear: Hear, told: Callable[[], list[tuple[str, str]]], kei: Person, ichi: Person, at: datetime
) -> None:
    hear("lead.accepted")
    late = at + timedelta(days=30)
    assert actions.tick(late) == 9
    actions.tick(late)
    assert [code for code, _ in told()] == ["sla.warned"] * 3 + ["sla.breached"] + ["sla.escalated"] * 5


def test_a_rung_whose_person_is_away_passes_on_at_once(
    hear: Hear, climbed: Climbed, aoi: Person, ichi: Person, at: datetime
) -> None:
    hear("lead.accepted")
    Absence.objects.create(person=ichi, from_at=at, until_at=at + timedelta(days=30))
    actions.tick(at + 49 * HOURS)
    assert climbed() == [("owner", "aoi", "")]
    actions.tick(at + 73 * HOURS)
    assert climbed()[1:] == [("backup", None, "away"), ("manager", "mio", "")]
    actions.tick(at + 97 * HOURS)
    assert len(climbed()) == 3


def test_a_promise_that_is_kept_late_climbs_no_further(
    hear: Hear, climbed: Climbed, ichi: Person, at: datetime
) -> None:
    hear("lead.accepted")
    actions.tick(at + 49 * HOURS)
    hear("meeting.booked", when=at + 50 * HOURS, kind="discovery")
    actions.tick(at + timedelta(days=30))
    assert climbed() == [("owner", "aoi", "")]


def test_a_pause_holds_the_ladder_as_well(
    hear: Hear, climbed: Climbed, clock: Find, mio: Person, ichi: Person, as_: As, at: datetime
) -> None:
    hear("lead.accepted")
    actions.tick(at + 49 * HOURS)
    actions.pause(clock("SL-4").pk, "manager_hold", by=as_(mio), at=at + 60 * HOURS)
    actions.tick(at + 80 * HOURS)
    actions.resume(clock("SL-4").pk, by=as_(mio), at=at + 160 * HOURS)
    actions.tick(at + 171 * HOURS)
    assert len(climbed()) == 1
    actions.tick(at + 173 * HOURS)
    assert climbed()[1] == ("backup", "ichi", "")


def test_a_promise_that_nobody_owes_has_a_named_owner_all_the_same(
    hear: Hear, clock: Find, aoi: Person, ren: Person, mio: Person, kei: Person, at: datetime
) -> None:
    hear("lead.marketing_qualified")
    assert clock("SL-1").owner_id == kei.pk
    Absence.objects.create(person=kei, from_at=at, until_at=at + timedelta(days=1))
    hear("lead.assigned", run="sdr")
    hear("lead.reopened", when=at + HOURS)
    assert clock("SL-1").owner_id == mio.pk


def test_no_promise_is_left_to_nobody_where_nobody_follows(
    hear: Hear, clock: Find, ren: Person, at: datetime
) -> None:
    hear("handoff.submitted")
    hear("meeting.booked", when=at + HOURS, kind="discovery", ae=None, ae_before=str(ren.pk))
    assert clock("SL-6").owner_id == ren.pk


def test_all_clocks_of_one_promise_are_one_matter_for_the_leaders(
    hear: Hear, clock: Find, kei: Person, as_: As, at: datetime
) -> None:
    hear("lead.accepted")
    actions.tick(at + timedelta(days=30))
    review = JointReview.objects.get()
    assert (review.cause, review.about, review.owner_id) == ("promise_broken", "SL-4", kei.pk)
    hear("meeting.booked", when=at + timedelta(days=31), kind="discovery")
    hear("lead.accepted", when=at + timedelta(days=32))
    actions.tick(at + timedelta(days=60))
    assert JointReview.objects.count() == 1
    assert {one.clock_id for one in grounds_of(review, as_(kei))} == set(
        ReviewGround.objects.values_list("clock", flat=True)
    )
    assert ReviewGround.objects.count() == 2


def test_a_managers_promise_does_not_wait_while_they_are_away(
    hear: Hear, mio: Person, kei: Person, lead: Lead, clock: Find, at: datetime
) -> None:
    hear("approval.requested")
    assert clock("AP-5").owner_id == mio.pk
    Absence.objects.create(person=mio, from_at=at, until_at=at + timedelta(days=20))
    assert actions.hand_on(at + HOURS) == 1
    assert clock("AP-5").owner_id == kei.pk
    assert actions.hand_on(at + HOURS) == 0
