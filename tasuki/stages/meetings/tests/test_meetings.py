from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Clash, Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.stages.meetings import actions
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.meetings.queries import meeting_for, meetings_of, meetings_visible_to

As = Callable[[Person], Actor]


@pytest.fixture
def lead(aoi: Person, at: datetime) -> Lead:
    return lead_in("sal", aoi, at)


def lead_in(state: str, sdr: Person, at: datetime) -> Lead:
    return Lead.objects.create(
        state=state, name="高橋 美咲", owner=sdr, captured_at=at, created_at=at, state_since=at
    )


@pytest.fixture
def meeting(lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As) -> Meeting:
    return actions.book(lead.pk, at + timedelta(days=3), ae="ren", by=as_(aoi), at=at)


def events(lead: Lead) -> list[str]:
    """What this stage told; what followed from it elsewhere is the process's business."""
    told = Event.objects.filter(lead_id=lead.pk, code__startswith="meeting.").order_by("seq")
    return list(told.values_list("code", flat=True))


def test_an_accepted_lead_gets_a_meeting_with_the_ae_who_becomes_its_ae(
    lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    meeting = actions.book(
        lead.pk, at + timedelta(days=3), ae="ren", attendees=["高橋 美咲", " "], by=as_(aoi), at=at
    )
    lead.refresh_from_db()
    assert (lead.ae, lead.version) == (ren, 2)
    assert (meeting.ae, meeting.sdr, meeting.state, meeting.booked_at) == (ren, aoi, "booked", at)
    event = Event.objects.get(lead_id=lead.pk, subject="meeting")
    assert (event.code, event.data["ae"], event.data["ae_before"]) == ("meeting.booked", str(ren.pk), None)
    assert "高橋" not in str(event.data)
    assert event.payload.words["attendees"] == ["高橋 美咲"]


@pytest.mark.parametrize("state", ["captured", "mql", "recycled", "disqualified", "merged"])
def test_a_lead_that_sales_has_not_accepted_gets_no_meeting(
    state: str, aoi: Person, at: datetime, as_: As
) -> None:
    lead = lead_in(state, aoi, at)
    with pytest.raises(NotPossibleNow, match="it has to be SAL, SQL, in discovery, converted"):
        actions.book(lead.pk, at + timedelta(days=1), by=as_(aoi), at=at)
    assert not Meeting.objects.exists()


def test_everything_wrong_with_a_booking_is_said_at_once(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.book(lead.pk, at, kind="party", minutes=0, by=as_(aoi), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/booked_for", "/kind", "/minutes"]


@pytest.mark.parametrize("name", ["aoi", "nobody", "gone"])
def test_only_somebody_who_could_decide_a_handoff_is_booked_as_the_ae(
    name: str, lead: Lead, aoi: Person, at: datetime, as_: As, cast: Callable[..., Person]
) -> None:
    cast("gone", "ae", is_active=False)
    with pytest.raises(Invalid) as refused:
        actions.book(lead.pk, at + timedelta(days=1), ae=name, by=as_(aoi), at=at)
    assert [problem.pointer for problem in refused.value.problems] == ["/ae"]


def test_booking_twice_with_one_key_gives_one_meeting_even_after_it_was_moved(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    first = actions.book(lead.pk, at + timedelta(days=3), key="k-1", by=as_(aoi), at=at)
    assert actions.book(lead.pk, at + timedelta(days=3), key="k-1", by=as_(aoi), at=at) == first
    actions.reschedule(first.pk, at + timedelta(days=4), by=as_(aoi), at=at)
    assert actions.book(lead.pk, at + timedelta(days=3), key="k-1", by=as_(aoi), at=at) == first
    assert events(lead) == ["meeting.booked", "meeting.rescheduled"]


def test_a_key_used_for_another_meeting_is_a_clash(lead: Lead, aoi: Person, at: datetime, as_: As) -> None:
    actions.book(lead.pk, at + timedelta(days=3), key="k-1", by=as_(aoi), at=at)
    with pytest.raises(Clash):
        actions.book(lead.pk, at + timedelta(days=5), key="k-1", by=as_(aoi), at=at)
    with pytest.raises(Clash):
        actions.book(lead_in("sql", aoi, at).pk, at + timedelta(days=3), key="k-1", by=as_(aoi), at=at)


def test_a_double_click_without_a_key_books_one_meeting(
    lead: Lead, aoi: Person, at: datetime, as_: As
) -> None:
    for _ in range(2):
        actions.book(lead.pk, at + timedelta(days=3), by=as_(aoi), at=at)
    assert Meeting.objects.count() == 1


def test_a_meeting_is_moved_ahead_and_keeps_the_moment_of_its_booking(
    meeting: Meeting, aoi: Person, at: datetime, as_: As
) -> None:
    later = at + timedelta(hours=5)
    moved = actions.reschedule(meeting.pk, at + timedelta(days=5), place="会議室B", by=as_(aoi), at=later)
    assert (moved.booked_for, moved.booked_at, moved.times_moved) == (at + timedelta(days=5), at, 1)
    with pytest.raises(Invalid):
        actions.reschedule(meeting.pk, at, by=as_(aoi), at=later)


def test_a_held_meeting_says_who_was_there_and_whether_the_sdr_opened_it(
    meeting: Meeting, lead: Lead, ren: Person, at: datetime, as_: As
) -> None:
    then = meeting.booked_for
    held = actions.hold(
        meeting.pk,
        held_at=then,
        attendees=["高橋 美咲", "佐藤 健"],
        sdr_attended=True,
        by=as_(ren),
        at=then + timedelta(hours=1),
    )
    assert (held.state, held.sdr_attended, held.attendees) == ("held", True, ["高橋 美咲", "佐藤 健"])
    event = Event.objects.get(code="meeting.held")
    assert (event.data["sdr_attended"], event.data["people"]) == (True, 2)
    assert [one.held_at for one in meetings_of(lead.pk)] == [then]
    with pytest.raises(NotPossibleNow):
        actions.hold(meeting.pk, held_at=then, by=as_(ren), at=then + timedelta(hours=2))
    with pytest.raises(NotPossibleNow):
        actions.reschedule(meeting.pk, then + timedelta(days=3), by=as_(ren), at=then)


def test_a_meeting_is_not_recorded_before_it_took_place(
    meeting: Meeting, ren: Person, at: datetime, as_: As
) -> None:
    with pytest.raises(Invalid):
        actions.hold(meeting.pk, held_at=at + timedelta(minutes=1), by=as_(ren), at=at)
    with pytest.raises(NotPossibleNow, match="nobody can have missed it yet"):
        actions.miss(meeting.pk, by=as_(ren), at=at)


def test_the_second_miss_is_noted_even_when_the_meeting_was_moved_in_between(
    meeting: Meeting, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    first = meeting.booked_for + timedelta(minutes=30)
    missed = actions.miss(meeting.pk, "連絡なし", by=as_(ren), at=first)
    assert (missed.state, missed.missed_at, missed.missed_reason) == ("missed", first, "連絡なし")
    actions.reschedule(meeting.pk, first + timedelta(days=1), by=as_(aoi), at=first)
    assert meetings_of(meeting.lead_id)[0].missed_at is None
    actions.miss(meeting.pk, by=as_(ren), at=first + timedelta(days=2))
    told = Event.objects.filter(code="meeting.missed").order_by("seq")
    assert [event.data["times_missed"] for event in told] == [1, 2]
    assert told[0].payload.words == {"reason": "連絡なし"}


def test_a_meeting_marked_as_missed_too_early_can_still_be_held_and_the_miss_no_longer_counts(
    meeting: Meeting, ren: Person, as_: As
) -> None:
    then = meeting.booked_for
    actions.miss(meeting.pk, by=as_(ren), at=then + timedelta(minutes=30))
    held = actions.hold(
        meeting.pk, held_at=then + timedelta(minutes=35), by=as_(ren), at=then + timedelta(hours=1)
    )
    assert (held.state, held.missed_at, held.times_missed) == ("held", None, 0)


def test_a_call_without_a_booking_becomes_a_held_meeting(
    lead: Lead, aoi: Person, ren: Person, at: datetime, as_: As
) -> None:
    Lead.objects.filter(pk=lead.pk).update(ae=ren)
    held = actions.hold_unbooked(lead.pk, held_at=at - timedelta(hours=2), by=as_(ren), at=at)
    assert (held.state, held.kind, held.ae, held.sdr) == ("held", "discovery", ren, aoi)
    assert events(lead) == ["meeting.held"]


def test_a_stranger_neither_books_nor_records_nor_sees(
    meeting: Meeting, stranger: Person, ren: Person, at: datetime, as_: As
) -> None:
    them = as_(stranger)
    with pytest.raises(Forbidden):
        actions.book(meeting.lead_id, at + timedelta(days=1), by=them, at=at)
    with pytest.raises(Forbidden):
        actions.reschedule(meeting.pk, at + timedelta(days=4), by=them, at=at)
    with pytest.raises(Forbidden):
        actions.hold(meeting.pk, held_at=at, by=them, at=at)
    with pytest.raises(Forbidden):
        actions.miss(meeting.pk, by=them, at=at + timedelta(days=9))
    with pytest.raises(NotFound):
        meeting_for(them, meeting.pk)
    assert meeting_for(as_(ren), meeting.pk) == meeting
    assert list(meetings_visible_to(them)) == []


def test_the_manager_books_for_their_team(
    lead: Lead, mio: Person, ren: Person, at: datetime, as_: As
) -> None:
    assert actions.book(lead.pk, at + timedelta(days=1), ae=str(ren.pk), by=as_(mio), at=at).booked_by == mio


def test_a_meeting_is_told_to_be_near_once_a_day_before_also_when_it_moves(
    lead: Lead, meeting: Meeting, aoi: Person, at: datetime, as_: As
) -> None:
    day = timedelta(days=1)
    assert actions.near(at + 2 * day - timedelta(seconds=1)) == 0
    assert [actions.near(at + 2 * day), actions.near(at + 2 * day)] == [1, 0]
    event = Event.objects.get(lead_id=lead.pk, code="meeting.neared")
    assert (event.data["booked_for"], event.data["sdr"]) == (meeting.booked_for.isoformat(), str(aoi.pk))
    actions.reschedule(meeting.pk, at + 5 * day, by=as_(aoi), at=at + 2 * day)
    assert [actions.near(at + 3 * day), actions.near(at + 4 * day)] == [0, 1]


def test_a_meeting_that_was_booked_for_today_or_has_begun_is_not_told_to_be_near(
    lead: Lead, meeting: Meeting, aoi: Person, at: datetime, as_: As
) -> None:
    actions.book(lead.pk, at + timedelta(hours=5), by=as_(aoi), at=at, kind="discovery")
    assert actions.near(at + timedelta(hours=1)) == 0
    actions.near(meeting.booked_for)  # the worker was down for a day
    assert "meeting.neared" not in events(lead)
    assert Meeting.objects.get(pk=meeting.pk).remind_at is None
