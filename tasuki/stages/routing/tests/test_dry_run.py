"""A draft's table is tried on the latest leads: who would own them, and nothing is written (RT-9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Lead
from tasuki.rules.playbook import read_playbook
from tasuki.stages.routing.dry_run import try_routes
from tasuki.stages.routing.models import Assignment, Turn

Make = Callable[..., Lead]
As = Callable[[Person], Actor]
DRAFT = (
    '[playbook]\nname = "regions"\n[[route]]\nkey = "region"\nlabel = "Region"\nto = "territory"\n'
    '[[route]]\nkey = "turn"\nlabel = "Turn"\nto = "round_robin"\n'
)
TO_THE_REGION = read_playbook(DRAFT)
BY_TURN = read_playbook(
    '[playbook]\nname = "turns"\n[[route]]\nkey = "turn"\nlabel = "Turn"\nto = "round_robin"\n'
)


@pytest.fixture
def leads(lead: Make, aoi: Person, cast: Callable[..., Person], at: datetime) -> list[Lead]:
    cast("yui", "sdr", territories=["関西"])
    return [lead(region="関西", captured_at=at + timedelta(minutes=n)) for n in range(4)]


def test_the_diff_of_owners_is_told_with_both_reasons_and_nothing_is_written(
    leads: list[Lead], at: datetime
) -> None:
    tried = try_routes(TO_THE_REGION, last=3, by=SYSTEM, at=at, before=BY_TURN)
    assert tried.found.looked_at == 3
    assert (tried.found.before, tried.found.after) == ({"aoi": 2, "yui": 1}, {"yui": 3})
    assert [(one.lead, one.before, one.after) for one in tried.found.moved] == [
        (str(leads[1].pk), "aoi", "yui"),
        (str(leads[3].pk), "aoi", "yui"),
    ]
    assert tried.found.moved[0].would_be.route == "region"
    assert not Assignment.objects.exists()
    assert not Turn.objects.exists()


def test_the_hour_and_the_leads_that_somebody_has_already_change_nothing(
    leads: list[Lead], aoi: Person, at: datetime
) -> None:
    Person.objects.filter(pk=aoi.pk).update(capacity=2)
    Lead.objects.update(owner=aoi)
    night = at + timedelta(hours=12)
    tried = try_routes(BY_TURN, last=4, by=SYSTEM, at=night, before=BY_TURN)
    assert (tried.found.moved, tried.found.before) == ((), {"aoi": 2, "yui": 2})


def test_an_sdr_tries_it_on_the_leads_that_they_may_see(
    leads: list[Lead], stranger: Person, aoi: Person, as_: As, at: datetime
) -> None:
    Lead.objects.update(owner=aoi)
    assert try_routes(BY_TURN, by=as_(stranger), at=at).found.looked_at == 0


def test_more_leads_than_a_trial_takes_are_refused_by_the_field(kei: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        try_routes(BY_TURN, last=5000, by=as_(kei), at=at)
    assert [one.pointer for one in refused.value.problems] == ["/last"]


def test_the_api_tells_the_same_and_how_fair_the_turns_are(
    leads: list[Lead], kei: Person, aoi: Person, at: datetime
) -> None:
    toml = DRAFT.replace('"regions"', '"regions"\nversion = 2')
    PlaybookVersion.objects.create(name="regions", number=2, state="draft", drafted_at=at, toml=toml)
    api = ApiClient.of(kei, at)
    told = api.post("/routing/trial", {"playbook": "regions@2", "last": 4}).json
    assert (told["before"], told["after"], told["looked_at"]) == ("article@1", "regions@2", 4)
    assert {one["person"]: one["after"] for one in told["shares"]}["yui"] == 4
    fair = api.get("/routing/fairness", run="sdr").json
    assert [(one["person"], one["weight"], one["turns"]) for one in fair["people"]] == [
        ("aoi", 1, 0),
        ("yui", 1, 0),
    ]
    assert [one["person"] for one in ApiClient.of(aoi, at).get("/routing/fairness").json["people"]] == ["aoi"]
