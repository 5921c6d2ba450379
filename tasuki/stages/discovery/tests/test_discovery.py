from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.rules.decision import Standing
from tasuki.stages.discovery import actions
from tasuki.stages.discovery.models import Discovery
from tasuki.stages.discovery.queries import checklist, discoveries_visible_to, discovery_for
from tasuki.stages.handoff.tests.leads import booked, qualified_lead
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.models import Answer

As = Callable[[Person], Actor]


@pytest.fixture
def lead(aoi: Person, ren: Person, at: datetime) -> Lead:
    """Ren accepted the handoff: discovery has begun."""
    lead = qualified_lead(aoi, at, ae=ren)
    Lead.objects.filter(pk=lead.pk).update(state="discovery")
    lead.refresh_from_db()
    return lead


@pytest.fixture
def meeting(lead: Lead, ren: Person, at: datetime) -> Meeting:
    return booked(lead, ren, at - timedelta(days=4))


def test_a_discovery_call_is_recorded_with_its_outcome_and_the_meeting_that_it_was(
    lead: Lead, meeting: Meeting, ren: Person, at: datetime, as_: As
) -> None:
    discovery = actions.record(
        lead.pk,
        held_at=meeting.booked_for,
        outcome="qualified",
        notes="来期の枠を部長が押さえる",
        attendees=["高橋 美咲", "佐藤 健"],
        sdr_attended=True,
        by=as_(ren),
        at=at,
    )
    assert (discovery.meeting, discovery.ae, discovery.outcome) == (meeting, ren, "qualified")
    event = Event.objects.get(code="discovery.held")
    assert (event.data["meeting"], event.data["sdr_attended"]) == (str(meeting.pk), True)
    assert event.data["outcome"] == "qualified"
    assert event.payload.words["attendees"] == ["高橋 美咲", "佐藤 健"]
    assert "佐藤" not in str(event.data)


def test_a_call_without_a_booking_is_recorded_too(lead: Lead, ren: Person, at: datetime, as_: As) -> None:
    discovery = actions.record(lead.pk, held_at=at, by=as_(ren), at=at)
    assert (discovery.meeting, discovery.outcome) == (None, "undecided")
    assert Event.objects.get(code="discovery.held").data["meeting"] is None


def test_of_two_meetings_the_call_was_the_nearer_one(
    lead: Lead, meeting: Meeting, ren: Person, at: datetime, as_: As
) -> None:
    later = booked(lead, ren, at)
    discovery = actions.record(lead.pk, held_at=meeting.booked_for + timedelta(hours=1), by=as_(ren), at=at)
    assert discovery.meeting == meeting
    named = actions.record(lead.pk, held_at=at, meeting_id=later.pk, by=as_(ren), at=at)
    assert named.meeting == later


def test_everything_wrong_with_a_recorded_call_is_said_at_once(
    lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.record(
            lead.pk, held_at=at + timedelta(hours=1), outcome="great", meeting_id=uuid4(), by=as_(ren), at=at
        )
    assert [problem.pointer for problem in refused.value.problems] == ["/held_at", "/outcome", "/meeting_id"]


def test_the_same_call_is_recorded_once(lead: Lead, ren: Person, at: datetime, as_: As) -> None:
    actions.record(lead.pk, held_at=at, by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow, match="on record already"):
        actions.record(lead.pk, held_at=at, outcome="qualified", by=as_(ren), at=at)
    assert Event.objects.filter(code="discovery.held").count() == 1


@pytest.mark.parametrize("state", ["sal", "sql", "converted", "disqualified"])
def test_discovery_begins_when_the_ae_has_accepted_the_handoff(
    state: str, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    Lead.objects.filter(pk=lead.pk).update(state=state)
    with pytest.raises(NotPossibleNow, match="once the AE accepted the handoff"):
        actions.record(lead.pk, held_at=at, by=as_(ren), at=at)


def test_the_sdr_and_a_stranger_record_no_discovery(
    lead: Lead, aoi: Person, stranger: Person, mio: Person, at: datetime, as_: As
) -> None:
    for other in (aoi, stranger):
        with pytest.raises(Forbidden):
            actions.record(lead.pk, held_at=at, by=as_(other), at=at)
    discovery = actions.record(lead.pk, held_at=at, by=as_(mio), at=at)
    assert discovery_for(as_(aoi), discovery.pk) == discovery
    assert list(discoveries_visible_to(as_(stranger))) == []
    with pytest.raises(NotFound):
        discovery_for(as_(stranger), discovery.pk)


def test_the_aes_checklist_says_what_stands_what_is_missing_and_how_to_mend_it(
    lead: Lead, at: datetime
) -> None:
    items = {one.item.id: one for one in checklist(lead, at)}
    assert list(items) == ["CH-7", "CH-8", "CH-9", "CH-10", "CH-11", "CH-12", "CH-13"]
    assert [items[f"CH-{number}"].standing for number in (7, 8, 9, 10, 11)] == [Standing.MET] * 5
    assert items["CH-9"].evidence == ("ev-1",)
    assert items["CH-12"].standing is Standing.UNKNOWN
    assert items["CH-12"].findings[0].fix is not None
    assert items["CH-13"].spoken("ja")["text"] == "提供価値がニーズと合致している"


def test_a_level_the_buyer_did_not_confirm_leaves_its_item_open(lead: Lead, at: datetime) -> None:
    Answer.objects.filter(lead=lead, criterion="authority").update(level=1)
    items = {one.item.id: one.standing for one in checklist(lead, at)}
    assert items["CH-8"] is not Standing.MET


def test_the_recorded_call_keeps_how_the_checklist_stood(
    lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    Answer.objects.create(
        lead=lead,
        criterion="competition",
        level=2,
        body={"none_found": True, "checked_how": "相見積の有無を佐藤取締役に確認"},
        evidence=["ev-1"],
        at=at,
    )
    actions.record(lead.pk, held_at=at, by=as_(ren), at=at)
    kept = {one["id"]: one["standing"] for one in Discovery.objects.get().checklist}
    assert (kept["CH-12"], kept["CH-13"]) == ("met", "unknown")
