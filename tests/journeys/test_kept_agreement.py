"""SA-1: every line of the agreement with what came of it; what nothing records is said to be unmeasured."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tasuki.insight.asked import asked_by
from tasuki.insight.commitments import Attained, attained, targets
from tasuki.insight.drill import rows_behind
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force
from tasuki.sla.models import Clock
from tasuki.stages.discovery import actions as discovery
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.meetings.models import Meeting
from tests.journeys.scenery import Days

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


def found(by: Person, at: datetime, **days: str) -> dict[str, Attained]:
    book = in_force()
    asked = asked_by(days or NOVEMBER, (), book, by=Actor.of(by, "cli"), at=at)
    told = answer(report_named("attainment"), asked, book)
    return {one.commitment.key: one for one in attained(told.tables, asked, book)}


def numbers(one: Attained) -> tuple[str, int, int]:
    return one.standing, one.part, one.whole


@pytest.fixture
def month(aoi: Person, ren: Person, at: datetime) -> Days:
    """Two leads delivered, one of them with its call held, the SDR not there."""
    days = Days(aoi, ren, at)
    days.captured("青葉電機株式会社", "小林 直樹", "kobayashi@aobadenki.co.jp")
    lead = days.handed_over("東海部品株式会社", "加藤 学", "kato@tokaibuhin.co.jp")
    handoff.accept(lead, by=days.ae, at=at)
    held = at + timedelta(hours=20)
    discovery.record(lead, held_at=held, by=days.ae, at=held, outcome="qualified", sdr_attended=False)
    return days


def test_every_commitment_of_the_agreement_has_its_line(month: Days, kei: Person, at: datetime) -> None:
    lines = found(kei, at + LATER)
    assert list(lines) == [one.key for one in in_force().commitment]
    assert {key for key, one in lines.items() if one.standing == "not_measured"} == {
        "joint_monthly", "joint_quarterly", "joint_high_value", "escalation_revops",
    }  # fmt: skip
    assert numbers(lines["marketing_mqls"]) == ("measured", 2, 300)
    assert numbers(lines["marketing_minimum_data"]) == ("measured", 2, 2)
    assert numbers(lines["marketing_context"]) == ("measured", 0, 2)
    assert numbers(lines["sdr_warm_start"]) == ("measured", 0, 1)
    assert numbers(lines["ae_discovery"]) == ("measured", 1, 1)
    assert numbers(lines["joint_closed_loop"])[0] == "nothing"


def test_a_promise_counts_when_it_is_decided_and_not_while_it_runs(
    month: Days, kei: Person, at: datetime
) -> None:
    def accepting(moment: datetime) -> Attained:
        return found(kei, moment)["sales_decide"]

    now, late = accepting(at + timedelta(hours=1)), accepting(at + timedelta(days=20))
    assert numbers(now) == ("measured", 1, 1)
    assert now.beside is not None
    assert now.beside.spoken("en") == "1 still running"
    assert numbers(late) == ("measured", 1, 2)


def test_both_numbers_of_a_line_open_their_lists(month: Days, kei: Person, at: datetime) -> None:
    book = in_force()
    asked = asked_by(NOVEMBER, (), book, by=Actor.of(kei, "cli"), at=at + timedelta(days=20))
    report = report_named("attainment")
    told = answer(report, asked, book)
    for one in attained(told.tables, asked, book):
        if one.measure is None:
            continue
        for place, number in ((one.measure.part, one.part), (one.measure.whole, one.whole)):
            if place is not None and one.standing == "measured":
                behind = rows_behind(
                    report.table(place.table, book), place.column, place.group or None, asked
                )
                assert len(behind.rows) == number, (one.commitment.key, place)


def test_what_was_not_recorded_counts_as_not_kept_and_is_told_beside(
    month: Days, kei: Person, at: datetime
) -> None:
    Meeting.objects.update(sdr_attended=None)
    line = found(kei, at + LATER)["sdr_warm_start"]
    assert numbers(line) == ("measured", 0, 1)
    assert line.beside is not None
    assert line.beside.spoken("en") == "1 not recorded"
    Meeting.objects.update(sdr_attended=True)
    assert numbers(found(kei, at + LATER)["sdr_warm_start"]) == ("measured", 1, 1)


def test_a_month_and_a_quarter_owe_different_numbers_and_an_empty_one_says_so(
    month: Days, kei: Person, at: datetime
) -> None:
    quarter = found(kei, at + LATER, **{"from": "2026-10-01", "to": "2026-12-31"})
    assert numbers(quarter["marketing_mqls"]) == ("measured", 2, 900)
    before = found(kei, at + LATER, **{"from": "2026-10-01", "to": "2026-10-31"})
    assert numbers(before["marketing_mqls"]) == ("measured", 0, 300)
    assert before["sales_contact"].standing == "nothing"


def test_people_count_what_they_may_see(month: Days, stranger: Person, kei: Person, at: datetime) -> None:
    assert found(stranger, at + LATER)["marketing_minimum_data"].standing == "nothing"
    assert numbers(found(kei, at + LATER)["marketing_minimum_data"]) == ("measured", 2, 2)


def test_imported_promises_and_leads_are_not_ours(month: Days, kei: Person, at: datetime) -> None:
    from tasuki.records.models import Lead

    Lead.objects.update(origin="import")
    lines = found(kei, at + LATER)
    assert numbers(lines["marketing_mqls"]) == ("measured", 0, 300)
    assert lines["marketing_context"].standing == "nothing"


def test_the_targets_stand_together(month: Days, kei: Person, at: datetime) -> None:
    book = in_force()
    asked = asked_by(NOVEMBER, (), book, by=Actor.of(kei, "cli"), at=at + LATER)
    told = answer(report_named("attainment"), asked, book)
    found_ = [
        (one.came.spoken("en"), one.wanted.spoken("en"), one.reached)
        for one in targets(told.tables, asked, book)
    ]
    assert found_ == [
        ("2", "300", False),
        ("50 %", "80 %", False),
        ("0", "40", False),
        ("—", "¥8,000,000", False),
    ]


def test_the_api_tells_every_line_as_a_sentence(month: Days, kei: Person, at: datetime) -> None:
    api = ApiClient.of(kei, at + LATER)
    told: dict[str, Any] = api.get("/reports/attainment", **NOVEMBER).json
    assert "Hold the discovery call within 5 business days of the handoff: 100 % (1 of 1)." in told["notes"]
    assert any("not measured yet (monthly calibration meetings held)" in note for note in told["notes"])


def test_a_clock_that_lost_its_object_counts_for_neither(month: Days, kei: Person, at: datetime) -> None:
    Clock.objects.filter(sla="SL-6").update(outcome="released")
    assert found(kei, at + LATER)["ae_discovery"].standing == "nothing"
