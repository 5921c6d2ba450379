"""Several people of one company engage: it is told once (RT-6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Touchpoint
from tasuki.stages.routing.actions import watch_committee
from tasuki.stages.routing.models import Committee

Make = Callable[..., Lead]
HERE = {"company_domain": "sample.example"}


def test_the_third_person_of_a_company_is_news_once(lead: Make, aoi: Person, at: datetime) -> None:
    first, second = (lead(**HERE, email=f"{who}@sample.example") for who in ("a", "b"))
    lead(**HERE, email="A@sample.example")
    assert watch_committee(second.pk, by=SYSTEM, at=at) is None
    third = lead(**HERE, email="c@sample.example")
    assert watch_committee(third.pk, by=SYSTEM, at=at) == 3
    assert watch_committee(first.pk, by=SYSTEM, at=at + timedelta(days=1)) is None
    told = Event.objects.get(code="account.committee_engaged")
    assert (told.lead_id, told.data) == (third.pk, {"people": 3, "account": None})
    assert Committee.objects.get().company == "sample.example"


def test_people_who_came_long_ago_count_when_they_are_heard_from_again(
    lead: Make, aoi: Person, at: datetime
) -> None:
    long_ago = at - timedelta(days=200)
    people = [lead(**HERE, email=f"{who}@sample.example", captured_at=long_ago) for who in "abc"]
    assert watch_committee(people[0].pk, by=SYSTEM, at=at) is None
    for one in people:
        Touchpoint.objects.create(lead=one, kind="email", at=at - timedelta(days=1), direction="inbound")
    assert watch_committee(people[0].pk, by=SYSTEM, at=at) == 3


def test_people_with_free_mail_addresses_are_no_company(lead: Make, aoi: Person, at: datetime) -> None:
    people = [lead(company_domain="gmail.com", email=f"{who}@gmail.com") for who in "abc"]
    assert watch_committee(people[0].pk, by=SYSTEM, at=at) is None
