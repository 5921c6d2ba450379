"""A lead handed to somebody by hand, and what everybody can read about an assignment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.stages.routing.actions import assign, reassign
from tasuki.stages.routing.models import Turn
from tasuki.stages.routing.queries import trace_of

As = Callable[[Person], Actor]
Make = Callable[..., Lead]
Cast = Callable[..., Person]


def test_a_lead_handed_on_says_why_and_takes_no_turn(
    lead: Make, aoi: Person, mio: Person, cast: Cast, as_: As, at: datetime
) -> None:
    made = lead(owner=cast("yui", "sdr"))
    reassign(made.pk, "aoi", reason="She knows them.", by=as_(mio), at=at)
    made.refresh_from_db()
    assert (made.owner, made.version) == (aoi, 2)
    told = Event.objects.get(code="lead.assigned")
    assert (told.data["strategy"], told.data["person"]) == ("manual", str(aoi.pk))
    assert "reason" not in told.data
    assert told.payload.words == {"reason": "She knows them."}
    assert not Turn.objects.exists()


def test_everything_that_is_wrong_is_told_at_once(lead: Make, mio: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        reassign(lead().pk, "nobody", reason=" TBD ", by=as_(mio), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/person", "/reason"]


@pytest.mark.parametrize(
    ("handle", "code"), [("sora", "wrong_role"), ("ren", "wrong_role"), ("gone", "unknown")]
)
def test_the_heir_is_active_and_has_the_role(
    lead: Make,
    sora: Person,
    ren: Person,
    mio: Person,
    cast: Cast,
    as_: As,
    at: datetime,
    handle: str,
    code: str,
) -> None:
    cast("gone", "sdr", is_active=False)
    with pytest.raises(Invalid) as refused:
        reassign(lead().pk, handle, reason="She knows them.", by=as_(mio), at=at)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/person", code)]


def test_an_sdr_does_not_hand_leads_on(lead: Make, aoi: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Forbidden):
        reassign(lead(owner=aoi).pk, "aoi", reason="She knows them.", by=as_(aoi), at=at)


def test_whoever_hands_a_lead_to_another_team_takes_it_back_for_a_day(
    lead: Make, aoi: Person, mio: Person, stranger: Person, as_: As, at: datetime
) -> None:
    made = lead(owner=aoi)
    reassign(made.pk, "stranger", reason="They have room.", by=as_(mio), at=at)
    with pytest.raises(Forbidden):
        reassign(made.pk, "aoi", reason="A slip.", by=as_(mio), at=at + timedelta(hours=25))
    reassign(made.pk, "aoi", reason="A slip.", by=as_(mio), at=at + timedelta(hours=23))
    made.refresh_from_db()
    assert made.owner == aoi


def test_what_went_to_another_team_goes_back_to_the_one_before_and_to_nobody_else(
    lead: Make, aoi: Person, mio: Person, stranger: Person, cast: Cast, as_: As, at: datetime
) -> None:
    cast("yui", "sdr")
    made = lead(owner=aoi)
    reassign(made.pk, "stranger", reason="They have room.", by=as_(mio), at=at)
    with pytest.raises(Forbidden):
        reassign(made.pk, "yui", reason="She knows them.", by=as_(mio), at=at)


def test_nobody_takes_back_what_somebody_else_handed_on(
    lead: Make, aoi: Person, mio: Person, kei: Person, stranger: Person, cast: Cast, as_: As, at: datetime
) -> None:
    west = cast("west", "sdr", team=stranger.team)
    made = lead(owner=aoi)
    reassign(made.pk, "stranger", reason="They have room.", by=as_(mio), at=at)
    reassign(made.pk, "west", reason="She knows them.", by=as_(kei), at=at)
    for handle in ("aoi", "stranger"):
        with pytest.raises(Forbidden):
            reassign(made.pk, handle, reason="A slip.", by=as_(mio), at=at)
    made.refresh_from_db()
    assert made.owner == west


def test_a_converted_lead_stays_where_it_is(
    lead: Make, aoi: Person, mio: Person, as_: As, at: datetime
) -> None:
    with pytest.raises(NotPossibleNow):
        reassign(lead(state="converted").pk, "aoi", reason="She knows them.", by=as_(mio), at=at)


def test_the_trace_calls_people_by_their_names(
    lead: Make, aoi: Person, mio: Person, cast: Cast, as_: As, at: datetime
) -> None:
    cast("yui", "sdr", name="結城 結衣")
    made = lead(region="関西")
    assign(made.pk, by=SYSTEM, at=at)
    reassign(made.pk, "yui", reason="She speaks their dialect.", by=as_(mio), at=at)
    by_hand, by_turn = trace_of(made.pk)
    assert by_hand.because.spoken("en") == "Given by hand: She speaks their dialect."
    assert by_turn.because.spoken("en") == "It is the turn of 青木 葵."
    assert {one.name: one.code for one in by_turn.passed_over}["結城 結衣"] == "not_their_turn"
    assert [(one.route, one.standing) for one in by_turn.tried][:2] == [
        ("account_owner", "met"),
        ("opportunity_owner", "met"),
    ]
    assert by_turn.tried[0].because.spoken("en") == "There is no such owner."
