"""Who opened which record when."""

from __future__ import annotations

from datetime import datetime, timedelta

from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.records.looks import KEPT, SITTING, forget_old_looks, lately, looked_at


def test_one_sitting_is_one_look(aoi: Person, at: datetime) -> None:
    lead = new_id(at)
    assert looked_at(aoi.pk, "lead", lead, at) is None
    assert looked_at(aoi.pk, "lead", lead, at + timedelta(minutes=5)) is None
    next_day = at + timedelta(days=1)
    assert looked_at(aoi.pk, "lead", lead, next_day) == at + timedelta(minutes=5)
    assert looked_at(aoi.pk, "lead", lead, next_day + SITTING) == at + timedelta(minutes=5)


def test_what_was_open_last_comes_first_and_old_looks_go(aoi: Person, ren: Person, at: datetime) -> None:
    first, second = new_id(at), new_id(at)
    looked_at(aoi.pk, "lead", first, at)
    looked_at(aoi.pk, "account", second, at + timedelta(minutes=1))
    looked_at(ren.pk, "lead", second, at)
    assert lately(aoi.pk, 5) == [("account", second), ("lead", first)]
    assert forget_old_looks(at + KEPT + timedelta(seconds=1)) == 2
    assert lately(aoi.pk, 5) == [("account", second)]
