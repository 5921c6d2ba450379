"""Every lead gets a living owner, with the reason, fairly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import Forbidden, Invalid
from tasuki.records.models import Account, Lead
from tasuki.stages.routing.actions import assign, assign_many, reassign
from tasuki.stages.routing.models import Turn

As = Callable[[Person], Actor]


@pytest.fixture
def lead(db: None, at: datetime) -> Callable[..., Lead]:
    def make(**columns: object) -> Lead:
        facts = {"name": "高橋 美咲", "company_name": "株式会社サンプル", "source": "inbound", "state": "mql"}
        moments = {"captured_at": at, "state_since": at, "created_at": at}
        return Lead.objects.create(**{**facts, **moments, **columns})

    return make


def test_the_turn_goes_round_evenly(
    lead: Callable[..., Lead], aoi: Person, cast: Callable[..., Person], at: datetime
) -> None:
    others = [cast("yui", "sdr"), cast("sho", "sdr")]
    rows = assign_many([lead().pk for _ in range(10)], by=SYSTEM, at=at)
    shares = Counter(row.person_id for row in rows)
    assert set(shares) == {aoi.pk, *(one.pk for one in others)}
    assert max(shares.values()) - min(shares.values()) <= 1
    assert sum(Turn.objects.values_list("count", flat=True)) == 10


def test_an_absent_person_is_passed_over_with_the_reason(
    lead: Callable[..., Lead], aoi: Person, cast: Callable[..., Person], at: datetime
) -> None:
    yui = cast("yui", "sdr")
    Absence.objects.create(person=aoi, from_at=at - timedelta(days=1), until_at=at + timedelta(days=3))
    row = assign(lead().pk, by=SYSTEM, at=at)
    assert row.person == yui
    assert [one["code"] for one in row.trace["passed_over"] if one["person"] == str(aoi.pk)] == ["absent"]


def test_the_accounts_owner_comes_first_and_uses_no_turn(
    lead: Callable[..., Lead], aoi: Person, cast: Callable[..., Person], at: datetime
) -> None:
    yui = cast("yui", "sdr")
    Account.objects.create(name="サンプル", name_key="サンプル", domain="sample.example", owner=yui, created_at=at)
    row = assign(lead(company_domain="sample.example").pk, by=SYSTEM, at=at)
    assert (row.person, row.strategy, row.uses_turn) == (yui, "account_owner", False)
    assert not Turn.objects.exists()


def test_with_nobody_to_take_it_revops_gets_it(lead: Callable[..., Lead], kei: Person, at: datetime) -> None:
    row = assign(lead().pk, by=SYSTEM, at=at)
    assert (row.person, row.strategy) == (kei, "fallback")


def test_a_lead_assigned_by_hand_says_why(
    lead: Callable[..., Lead], aoi: Person, mio: Person, as_: As, at: datetime
) -> None:
    made = lead()
    with pytest.raises(Invalid):
        reassign(made.pk, "aoi", reason=" ", by=as_(mio), at=at)
    with pytest.raises(Forbidden):
        reassign(made.pk, "aoi", reason="She knows them.", by=as_(aoi), at=at)
    reassign(made.pk, "aoi", reason="She knows them.", by=as_(mio), at=at)
    made.refresh_from_db()
    assert made.owner == aoi
    assert Event.objects.get(code="lead.assigned").data["strategy"] == "manual"
