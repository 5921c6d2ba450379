"""An override's gap closes in time, or the deal leaves the forecast (SL-12)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.models import Event
from tasuki.records.models import Opportunity
from tasuki.sla.hearing import on_event
from tasuki.sla.models import Clock
from tasuki.stages.pipeline.actions import expire_waivers, settle_waiver
from tasuki.stages.pipeline.waivers import open_gap
from tasuki.stages.qualification.models import Answer


@pytest.fixture
def clock(waived: Opportunity, at: datetime) -> Clock:
    """The override's clock, whether or not flow has started it already."""
    assert waived.lead_id
    data = {"expires_on": "2026-11-27"}
    on_event(Entry("gate.overridden", at, SYSTEM, "lead", waived.lead_id, lead_id=waived.lead_id, data=data))
    return Clock.objects.get(lead=waived.lead_id, sla="SL-12")


def _confirm_who_signs(deal: Opportunity) -> None:
    authority = Answer.objects.get(lead=deal.lead_id, criterion="authority")
    authority.level = 2
    authority.body = {
        "decision_maker": {"name": "佐藤 健", "title": "取締役"},
        "decision_unit": ["佐藤 健"],
        "contact_role": "champion",
    }
    authority.evidence = ["ev-1"]
    authority.save()


def test_the_gap_is_what_was_waived_and_is_still_missing(waived: Opportunity, at: datetime) -> None:
    assert {finding.rule for finding in open_gap(waived, at)} == {"C-2"}
    _confirm_who_signs(waived)
    assert open_gap(waived, at) == ()


def test_a_waiver_is_good_through_its_last_day(waived: Opportunity) -> None:
    assert expire_waivers(datetime.fromisoformat("2026-11-27T23:00:00+09:00")) == 0
    assert expire_waivers(datetime.fromisoformat("2026-11-28T00:30:00+09:00")) == 1


def test_a_gap_still_open_takes_the_deal_out_of_the_forecast_once(waived: Opportunity, at: datetime) -> None:
    later = at + timedelta(days=9)
    assert expire_waivers(later) == 1
    assert expire_waivers(later) == 0
    waived.refresh_from_db()
    assert (waived.state, waived.in_forecast) == ("open", False)
    assert Event.objects.get(code="waiver.expired").data["open"] == ["C-2"]


def test_an_answer_that_closes_the_gap_keeps_the_promise(
    waived: Opportunity, clock: Clock, at: datetime
) -> None:
    assert waived.lead_id
    tomorrow = at + timedelta(days=1)
    assert not settle_waiver(waived.lead_id, "answer.recorded", by=SYSTEM, at=tomorrow)
    _confirm_who_signs(waived)
    assert settle_waiver(waived.lead_id, "answer.recorded", by=SYSTEM, at=tomorrow)
    waived.refresh_from_db()
    clock.refresh_from_db()
    assert (waived.waiver_expires_on, waived.overridden, waived.in_forecast) == (None, True, True)
    assert clock.outcome == "met"


def test_a_gap_closed_late_brings_the_deal_back_into_the_forecast(
    waived: Opportunity, clock: Clock, at: datetime
) -> None:
    assert waived.lead_id
    later = at + timedelta(days=9)
    expire_waivers(later)
    _confirm_who_signs(waived)
    assert settle_waiver(waived.lead_id, "answer.recorded", by=SYSTEM, at=later)
    waived.refresh_from_db()
    clock.refresh_from_db()
    assert waived.in_forecast
    assert clock.outcome == "late"
