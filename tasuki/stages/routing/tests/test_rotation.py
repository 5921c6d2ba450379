"""The turn goes round fairly: by weight, under load, for newcomers and for those who come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import Forbidden
from tasuki.records.models import Lead
from tasuki.stages.routing.actions import GivenOut, assign, assign_many, assign_waiting, waiting
from tasuki.stages.routing.fairness import fairness
from tasuki.stages.routing.levels import Standing, levels_of
from tasuki.stages.routing.models import Assignment, Turn

Make = Callable[..., Lead]
Cast = Callable[..., Person]


def turns() -> dict[str, int]:
    return dict(Turn.objects.values_list("person__handle", "count"))


def test_the_turn_goes_round_evenly(lead: Make, aoi: Person, cast: Cast, at: datetime) -> None:
    cast("yui", "sdr"), cast("sho", "sdr")
    assign_many([lead().pk for _ in range(10)], by=SYSTEM, at=at)
    assert sorted(turns().values()) == [3, 3, 4]


def test_one_by_one_and_all_together_give_the_same_people(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    cast("yui", "sdr", weight=2), cast("sho", "sdr", capacity=2)
    alone = [assign(lead().pk, by=SYSTEM, at=at).person_id for _ in range(9)]
    Lead.objects.update(owner=None)
    Turn.objects.all().delete()
    together = [row.person_id for row in assign_many([lead().pk for _ in range(9)], by=SYSTEM, at=at)]
    assert together == alone


def test_a_double_weight_gets_double_the_leads(lead: Make, aoi: Person, cast: Cast, at: datetime) -> None:
    cast("yui", "sdr", weight=2)
    assign_many([lead().pk for _ in range(9)], by=SYSTEM, at=at)
    assert turns() == {"aoi": 3, "yui": 6}
    found = fairness("sdr", by=SYSTEM, at=at)
    assert {one.handle: one.share.expected for one in found.people} == {"aoi": 3, "yui": 6}
    assert [one.given.by_turn for one in found.people] == [3, 6]


def test_a_newcomer_starts_at_the_level_of_the_others(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    yui, gone = cast("yui", "sdr"), cast("gone", "sdr", is_active=False)
    for person, count in ((aoi, 100), (yui, 100), (gone, 3)):
        Turn.objects.create(person=person, run="sdr", count=count, last_at=at - timedelta(hours=1))
    cast("neu", "sdr")
    rows = assign_many([lead().pk for _ in range(9)], by=SYSTEM, at=at)
    assert set(Counter(row.person_id for row in rows).values()) == {3}


def test_whoever_comes_back_from_leave_is_not_flooded(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    yui, sho = cast("yui", "sdr"), cast("sho", "sdr")
    Absence.objects.create(person=sho, from_at=at - timedelta(days=60), until_at=at - timedelta(days=1))
    for person, count, ago in ((aoi, 100, 1), (yui, 101, 2), (sho, 20, 24 * 61)):
        Turn.objects.create(person=person, run="sdr", count=count, last_at=at - timedelta(hours=ago))
    rows = assign_many([lead().pk for _ in range(8)], by=SYSTEM, at=at)
    assert Counter(row.person_id for row in rows) == {aoi.pk: 3, sho.pk: 3, yui.pk: 2}
    assert turns()["sho"] == 103


def test_a_newcomer_is_measured_by_those_who_serve_the_same() -> None:
    kansai, kyushu = frozenset({("territories", "関西")}), frozenset({("territories", "九州")})
    levels = levels_of([
        Standing("busy", 500, 1, served=kansai),
        Standing("quiet", 5, 1, served=kyushu),
        Standing("new in kansai", None, 2, served=kansai),
        Standing("new in kyushu", None, 1, served=kyushu),
        Standing("on leave", 1, 1, away=True, served=kyushu),
    ])  # fmt: skip
    assert levels["new in kansai"] == 1000
    assert levels["new in kyushu"] == 5
    assert levels["on leave"] == 1


def test_the_first_ones_all_start_at_nothing() -> None:
    assert set(levels_of([Standing("a", None, 1), Standing("b", None, 3)]).values()) == {0}


@pytest.mark.usefixtures("committed")
def test_leads_that_arrive_at_the_same_time_are_shared_exactly(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    people = [aoi, cast("yui", "sdr"), cast("sho", "sdr"), cast("emi", "sdr")]
    leads = [lead().pk for _ in range(40)]

    def arrive(lead_id: UUID) -> None:
        try:
            assign(lead_id, by=SYSTEM, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as doors:
        list(doors.map(arrive, leads))
    given = Counter(Lead.objects.values_list("owner", flat=True))
    assert given == {person.pk: 10 for person in people}
    assert set(turns().values()) == {10}
    assert Assignment.objects.count() == 40


def test_leads_that_nobody_has_are_given_out_and_shared_exactly(
    lead: Make, aoi: Person, cast: Cast, kei: Person, as_: Callable[[Person], Actor], at: datetime
) -> None:
    yui = cast("yui", "sdr")
    mine = lead(owner=aoi, company_domain="mine.example")
    for n in range(8):
        lead(captured_at=at - timedelta(hours=n))
    lead(state="captured")
    lead(state="disqualified")
    assert waiting("sdr", as_(kei)).count() == 8
    assert assign_waiting(by=as_(kei), at=at, most=2) == GivenOut(2, 0)
    assert Lead.objects.filter(owner=None, state="mql").latest("captured_at").captured_at == at
    assert assign_waiting(by=as_(kei), at=at) == GivenOut(6, 0)
    assert (
        Lead.objects.filter(owner=yui).count()
        == Lead.objects.filter(owner=aoi).exclude(pk=mine.pk).count()
        == 4
    )
    assert set(Lead.objects.filter(owner=None).values_list("state", flat=True)) == {
        "captured",
        "disqualified",
    }
    with pytest.raises(Forbidden):
        assign_waiting(by=as_(aoi), at=at)
