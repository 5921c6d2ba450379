"""What people see of clocks: the time left, in the clock's own unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.sla.queries import ClockView, clocks_of, open_clocks

Hear = Callable[..., None]
As = Callable[[Person], Actor]


def _view(lead: Lead, sla: str, at: datetime) -> ClockView:
    return next(view for view in clocks_of(lead.pk, at=at) if view.sla == sla)


def test_business_days_are_left_in_business_days(hear: Hear, lead: Lead, at: datetime) -> None:
    hear("lead.assigned", run="sdr")
    # From Friday 15:00 over a weekend and a holiday to Tuesday 15:00 is one business day.
    view = _view(lead, "SL-3", at + timedelta(days=4))
    assert (view.left, view.unit, view.state) == (Decimal("4.0"), "business_days", "running")
    assert view.words.spoken("en") == "4.0 business days left"


def test_hours_are_left_in_hours_and_a_breach_says_how_much_it_is_over(
    hear: Hear, lead: Lead, at: datetime
) -> None:
    hear("lead.accepted")
    warned = _view(lead, "SL-4", at + timedelta(hours=37))
    assert (warned.left, warned.state, warned.level) == (Decimal("11.0"), "warned", Decimal("0.75"))
    assert _view(lead, "SL-4", at + timedelta(hours=50)).words.spoken("en") == "2.0 hours over"
    assert _view(lead, "SL-4", at + timedelta(hours=108)).words.spoken("en") == "2.5 days over"


def test_less_than_one_is_said_in_the_next_smaller_unit(hear: Hear, lead: Lead, at: datetime) -> None:
    hear("lead.accepted")
    soon = _view(lead, "SL-4", at + timedelta(hours=47, minutes=24))
    assert (soon.words.spoken("en"), soon.left, soon.unit) == ("36 minutes left", Decimal("0.6"), "hours")
    assert _view(lead, "SL-4", at + timedelta(hours=48, minutes=2)).words.spoken("en") == "2 minutes over"
    hear("lead.assigned", run="sdr")
    # Five business days from Friday 15:00, over a weekend and a holiday, end on Monday 15:00.
    nearly = at + timedelta(days=10, hours=-4, minutes=-30)
    assert _view(lead, "SL-3", nearly).words.spoken("en") == "4.5 working hours left"
    assert (
        _view(lead, "SL-3", at + timedelta(days=10, minutes=-20)).words.spoken("en")
        == "20 working minutes left"
    )


def test_a_promise_kept_late_still_says_how_late(hear: Hear, lead: Lead, at: datetime) -> None:
    hear("lead.accepted")
    hear("meeting.booked", when=at + timedelta(hours=51), kind="discovery")
    later = _view(lead, "SL-4", at + timedelta(days=30))
    assert later.state == "met_late"
    assert later.words.spoken("en") == "Kept late: 3.0 hours over"


def test_running_promises_stand_before_ended_ones(hear: Hear, lead: Lead, at: datetime) -> None:
    hear("lead.assigned", run="sdr")
    hear("lead.accepted", when=at + timedelta(hours=1))
    assert [view.sla for view in clocks_of(lead.pk, at=at + timedelta(hours=1))] == ["SL-2", "SL-4", "SL-3"]


def test_a_stranger_sees_no_clocks_of_another_team(
    hear: Hear, aoi: Person, ren: Person, mio: Person, stranger: Person, as_: As
) -> None:
    hear("lead.accepted")
    for person in (aoi, ren, mio):
        assert [clock.sla for clock in open_clocks(as_(person))] == ["SL-4"]
    assert not open_clocks(as_(stranger)).exists()
