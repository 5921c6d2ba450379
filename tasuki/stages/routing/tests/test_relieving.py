"""Somebody else takes over a lead whose promise was broken, or whose owner is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import NotPossibleNow
from tasuki.records.models import Lead
from tasuki.stages.routing.actions import relieve
from tasuki.stages.routing.models import Assignment, Turn

Cast = Callable[..., Person]
Make = Callable[..., Lead]


def test_the_backup_takes_over_and_uses_no_turn(lead: Make, cast: Cast, aoi: Person, at: datetime) -> None:
    backup = cast("ichi", "sdr")
    Person.objects.filter(pk=aoi.pk).update(backup=backup)
    made = relieve(lead(owner=aoi).pk, "sdr", "escalated", since=aoi.pk, by=SYSTEM, at=at)
    assert made is not None
    assert (made.person_id, made.strategy, Turn.objects.count()) == (backup.pk, "stands_in", 0)
    data = Event.objects.get(code="lead.assigned").data
    assert (data["before"], data["relieves"]) == (str(aoi.pk), "escalated")


def test_where_the_backup_is_away_the_table_chooses_among_the_others(
    lead: Make, cast: Cast, aoi: Person, at: datetime
) -> None:
    backup, niko = cast("ichi", "sdr"), cast("niko", "sdr")
    Person.objects.filter(pk=aoi.pk).update(backup=backup)
    Absence.objects.create(person=backup, from_at=at, until_at=at + timedelta(days=1))
    who = lead(owner=aoi)
    made = relieve(who.pk, "sdr", "absent", since=aoi.pk, by=SYSTEM, at=at)
    assert made is not None
    assert made.person_id == niko.pk
    assert Lead.objects.get(pk=who.pk).owner_id == niko.pk


def test_a_lead_stays_where_nobody_else_could_take_it(lead: Make, cast: Cast, at: datetime) -> None:
    Person.objects.all().delete()
    alone = cast("alone", "sdr")
    who = lead(owner=alone)
    assert relieve(who.pk, "sdr", "absent", since=alone.pk, by=SYSTEM, at=at) is None
    assert Lead.objects.get(pk=who.pk).owner_id == alone.pk


def test_to_relieve_twice_is_to_relieve_once(lead: Make, aoi: Person, kei: Person, at: datetime) -> None:
    who = lead(owner=aoi)
    for _ in range(2):
        relieve(who.pk, "sdr", "escalated", since=aoi.pk, by=SYSTEM, at=at)
    assert Assignment.objects.count() == 1


def test_a_lead_whose_way_has_ended_changes_hands_no_more(lead: Make, aoi: Person, at: datetime) -> None:
    with pytest.raises(NotPossibleNow):
        relieve(lead(owner=aoi, state="disqualified").pk, "sdr", "absent", since=aoi.pk, by=SYSTEM, at=at)
