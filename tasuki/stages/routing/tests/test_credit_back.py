"""A turn that brought nothing is given back, once, and where the agreement says so (RT-10)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Lead
from tasuki.stages.routing.actions import assign, assign_many, credit_back, reassign
from tasuki.stages.routing.fairness import fairness
from tasuki.stages.routing.models import Assignment, Turn

Make = Callable[..., Lead]
Cast = Callable[..., Person]


def turns() -> dict[str, int]:
    return dict(Turn.objects.values_list("person__handle", "count"))


def test_a_rejected_lead_gives_its_turn_back_once_and_the_next_lead_goes_to_the_same_person(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    cast("yui", "sdr")
    first = lead().pk
    assert assign(first, by=SYSTEM, at=at).person == aoi
    assert credit_back(first, "sdr", "rejected", by=SYSTEM, at=at) == aoi.pk
    assert credit_back(first, "sdr", "rejected", by=SYSTEM, at=at) is None
    assert (turns()["aoi"], Event.objects.filter(code="turn.returned").count()) == (0, 1)
    row = Assignment.objects.get(lead=first)
    assert (row.returned_at, row.returned_because) == (at, "rejected")
    assert {assign(lead().pk, by=SYSTEM, at=at).person_id for _ in range(2)} == {
        aoi.pk,
        Person.objects.get(handle="yui").pk,
    }
    (mine, _) = fairness("sdr", by=SYSTEM, at=at).people
    assert (mine.share.assigned, mine.given.by_turn, mine.given.returned) == (1, 2, 1)


def test_a_lead_that_took_no_turn_or_was_handed_on_gives_none_back(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    cast("yui", "sdr")
    made = lead()
    assign(made.pk, by=SYSTEM, at=at)
    reassign(made.pk, "yui", reason="She knows the plant", by=SYSTEM, at=at)
    assert credit_back(made.pk, "sdr", "rejected", by=SYSTEM, at=at) is None
    assert turns()["aoi"] == 1


def test_an_agreement_may_give_nothing_back_for_a_meeting_that_nobody_came_to(
    lead: Make, aoi: Person, at: datetime
) -> None:
    version = PlaybookVersion.objects.get(state="in_force")
    text = version.toml.replace('credit_back = ["rejected", "no_show"]', 'credit_back = ["rejected"]')
    PlaybookVersion.objects.filter(pk=version.pk).update(state="retired")
    PlaybookVersion.objects.create(name="strict", number=1, state="in_force", toml=text, drafted_at=at)
    made = lead()
    assign(made.pk, by=SYSTEM, at=at)
    assert credit_back(made.pk, "sdr", "no_show", by=SYSTEM, at=at) is None
    assert credit_back(made.pk, "sdr", "rejected", by=SYSTEM, at=at) == aoi.pk


@pytest.mark.usefixtures("committed")
def test_turns_are_exact_when_some_are_given_back_while_others_are_taken(
    lead: Make, aoi: Person, cast: Cast, at: datetime
) -> None:
    for handle in ("yui", "sho", "emi"):
        cast(handle, "sdr")
    given = [row.lead_id for row in assign_many([lead().pk for _ in range(20)], by=SYSTEM, at=at)]
    coming = [lead().pk for _ in range(20)]

    def happen(number: int) -> None:
        try:
            credit_back(given[number], "sdr", "rejected", by=SYSTEM, at=at)
            assign(coming[number], by=SYSTEM, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as doors:
        list(doors.map(happen, range(20)))
    assert sum(turns().values()) == 20
    assert max(turns().values()) - min(turns().values()) <= 1
