"""Every broken promise gets one cause (SL-23)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tasuki.platform.people.models import Absence, Person
from tasuki.records.looks import looked_at
from tasuki.records.models import Lead
from tasuki.sla import actions
from tasuki.sla.models import Clock

Hear = Callable[..., None]
Find = Callable[[str], Clock]


def test_what_was_seen_and_not_done_is_told_apart_from_what_was_never_opened(
    hear: Hear, clock: Find, lead: Lead, aoi: Person, at: datetime
) -> None:
    hear("lead.accepted")
    actions.tick(at + timedelta(hours=49))
    assert actions.explain_lateness(at) == 1
    assert clock("SL-4").late_because == "never_opened"
    Clock.objects.update(late_because="")
    looked_at(aoi.pk, "lead", lead.pk, at + timedelta(hours=5))
    assert actions.explain_lateness(at) == 1
    assert clock("SL-4").late_because == "slow"
    assert actions.explain_lateness(at) == 0


def test_an_absence_within_the_time_is_the_cause(hear: Hear, clock: Find, aoi: Person, at: datetime) -> None:
    Absence.objects.create(person=aoi, from_at=at + timedelta(hours=9), until_at=at + timedelta(hours=30))
    hear("lead.accepted")
    hear("meeting.booked", when=at + timedelta(hours=50), kind="discovery")
    actions.explain_lateness(at)
    assert (clock("SL-4").outcome, clock("SL-4").late_because) == ("late", "absent")


def test_a_lead_that_nobody_owned_and_one_that_came_at_night(
    hear: Hear, clock: Find, lead: Lead, aoi: Person, at: datetime
) -> None:
    hear("lead.accepted", when=at + timedelta(hours=12))
    actions.tick(at + timedelta(days=3))
    actions.explain_lateness(at)
    assert clock("SL-4").late_because == "off_hours"
    Lead.objects.filter(pk=lead.pk).update(owner=None)
    Clock.objects.update(late_because="")
    actions.explain_lateness(at)
    assert clock("SL-4").late_because == "unowned"


def test_a_promise_is_its_sides(hear: Hear, clock: Find) -> None:
    hear("lead.marketing_qualified")
    hear("lead.accepted")
    hear("handoff.submitted")
    sides = {clock(sla).sla: clock(sla).side for sla in ("SL-1", "SL-4", "SL-6")}
    assert sides == {"SL-1": "marketing", "SL-4": "sdr", "SL-6": "ae"}
