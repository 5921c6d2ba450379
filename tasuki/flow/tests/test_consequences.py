"""One thing leads to another, across the stages, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tasuki.flow.due import reengage_due, relieve_absent
from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.journal.catalogue import BOOKKEEPING
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.records.models import Lead, Opportunity, Touchpoint
from tasuki.sla.actions import tick
from tasuki.sla.models import Clock
from tasuki.stages.conversion import actions as conversion
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.discovery.actions import record
from tasuki.stages.handoff.actions import submit, write_notes
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.tests.leads import NOTES, booked, qualified_lead
from tasuki.stages.meetings.actions import book, hold, miss
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification.actions import accept, disqualify, log_touch
from tasuki.stages.routing.jobs import relieve_holder
from tasuki.stages.routing.models import Turn
from tests.journeys.scenery import Days

As = Callable[[Person], Actor]
WHY = "株式会社サンプル製作所は自社開発に切り替え、来年度の予算も付かないと部長から聞いた"


@pytest.fixture
def lead(aoi: Person, ren: Person, at: datetime) -> Lead:
    """Aoi's SQL with everything answered; Ren is the AE."""
    return qualified_lead(aoi, at, ae=ren)


def _in_discovery(lead: Lead) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="discovery")


def _codes(lead: Lead) -> list[str]:
    return list(Event.objects.filter(lead_id=lead.pk).order_by("seq").values_list("code", flat=True))


def test_a_delivered_lead_gets_an_owner_and_the_owners_promises_start(aoi: Person, at: datetime) -> None:
    lead = Lead.objects.create(state="mql", captured_at=at, state_since=at, created_at=at)
    with transaction.atomic():
        append(Entry("lead.marketing_qualified", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk))
    lead.refresh_from_db()
    assert lead.owner == aoi
    assert Clock.objects.get(lead=lead, sla="SL-1").outcome == "met"
    assert {clock.sla for clock in Clock.objects.filter(lead=lead, stopped_at=None)} == {"SL-2", "SL-3"}


def test_a_lead_that_comes_back_to_somebody_who_left_is_routed_anew(
    lead: Lead, aoi: Person, stranger: Person, at: datetime
) -> None:
    aoi.is_active = False
    aoi.save()
    Lead.objects.filter(pk=lead.pk).update(state="mql")
    with transaction.atomic():
        append(Entry("lead.reengaged", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk))
    lead.refresh_from_db()
    assert lead.owner == stranger


def test_a_lead_that_comes_back_to_its_owner_is_owed_first_contact_again(
    lead: Lead, aoi: Person, at: datetime
) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="mql")
    with transaction.atomic():
        append(Entry("lead.reengaged", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk))
    assert _codes(lead).count("lead.assigned") == 1
    assert Clock.objects.get(lead=lead, sla="SL-1").outcome == "met"
    assert Clock.objects.get(lead=lead, sla="SL-2").owner == aoi


def test_a_meeting_booked_without_an_ae_finds_one(aoi: Person, ren: Person, as_: As, at: datetime) -> None:
    lead = qualified_lead(aoi, at, ae=None)
    book(lead.pk, at + timedelta(days=3), by=as_(aoi), at=at)
    lead.refresh_from_db()
    assert lead.ae == ren


def test_a_logged_touch_scores_the_lead_again(lead: Lead, aoi: Person, as_: As, at: datetime) -> None:
    Lead.objects.filter(pk=lead.pk).update(intent=0)
    log_touch(lead.pk, "call", by=as_(aoi), at=at, two_way=True)
    assert _codes(lead) == ["touch.logged", "lead.scored"]


def test_a_meeting_that_was_held_is_a_conversation(lead: Lead, ren: Person, as_: As, at: datetime) -> None:
    meeting = booked(lead, ren, at - timedelta(hours=2))
    before = Touchpoint.objects.filter(lead=lead).count()
    hold(meeting.pk, held_at=at - timedelta(hours=2), by=as_(ren), at=at)
    touch = Touchpoint.objects.filter(lead=lead).latest("at")
    assert Touchpoint.objects.filter(lead=lead).count() == before + 1
    assert (touch.kind, touch.two_way, touch.at) == ("meeting", True, at - timedelta(hours=2))


def test_a_sync_call_among_ourselves_is_no_conversation_with_the_buyer(
    lead: Lead, ren: Person, as_: As, at: datetime
) -> None:
    meeting = booked(lead, ren, at - timedelta(hours=2))
    Meeting.objects.filter(pk=meeting.pk).update(kind="sync")
    hold(meeting.pk, held_at=at - timedelta(hours=2), by=as_(ren), at=at)
    assert "touch.logged" not in _codes(lead)


def test_a_recorded_discovery_marks_its_meeting_as_held_once(
    lead: Lead, ren: Person, as_: As, at: datetime
) -> None:
    _in_discovery(lead)
    meeting = booked(lead, ren, at - timedelta(days=4))
    record(
        lead.pk, held_at=meeting.booked_for, by=as_(ren), at=at, attendees=["高橋 美咲"], sdr_attended=True
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_at, meeting.sdr_attended) == ("held", meeting.booked_for, True)
    record(lead.pk, held_at=at, meeting_id=meeting.pk, by=as_(ren), at=at)
    assert _codes(lead).count("meeting.held") == 1


def test_a_call_that_nobody_had_booked_becomes_a_meeting_and_a_conversation(
    lead: Lead, ren: Person, as_: As, at: datetime
) -> None:
    _in_discovery(lead)
    record(lead.pk, held_at=at, by=as_(ren), at=at)
    assert Meeting.objects.get(lead=lead).state == "held"
    told = [code for code in _codes(lead) if code not in BOOKKEEPING]
    assert told[:3] == ["discovery.held", "meeting.held", "touch.logged"]
    assert Clock.objects.get(lead=lead, sla="SL-8").due_at == at + timedelta(days=3)


def test_a_disqualified_lead_takes_its_handoff_and_its_promises_along(
    lead: Lead, aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    meeting = booked(lead, ren, at)
    write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    submit(lead.pk, by=as_(aoi), at=at)
    assert Clock.objects.get(lead=lead, sla="SL-13").due_at == meeting.booked_for
    disqualify(lead.pk, reason="no_budget", rationale=WHY, by=as_(aoi), at=at + timedelta(hours=1))
    assert Handoff.objects.get(lead=lead).state == "rejected"
    assert not Clock.objects.filter(lead=lead, stopped_at=None).exists()


def test_a_turn_comes_back_when_nobody_came_to_the_meeting(
    aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    lead = qualified_lead(aoi, at, ae=None)
    meeting = book(lead.pk, at + timedelta(hours=1), by=as_(aoi), at=at)
    assert Turn.objects.get(person=ren, run="ae").count == 1
    miss(meeting.pk, by=as_(ren), at=at + timedelta(hours=2))
    assert Turn.objects.get(person=ren, run="ae").count == 0
    assert "turn.returned" in _codes(lead)


def test_a_recycled_lead_comes_back_on_its_day(lead: Lead, at: datetime) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="recycled", reengage_on=date(2026, 11, 21), recycled_at=at)
    assert reengage_due(datetime.fromisoformat("2026-11-20T23:59:00+09:00")) == 0
    assert reengage_due(datetime.fromisoformat("2026-11-21T00:01:00+09:00")) == 1
    lead.refresh_from_db()
    assert lead.state == "mql"


def test_a_new_agreement_has_the_clocks_reckoned_anew_soon(agreement: None, lead: Lead, at: datetime) -> None:
    with transaction.atomic():
        append(Entry("playbook.published", at, SYSTEM, "playbook", lead.pk))
    assert ProcrastinateJob.objects.filter(task_name="sla.reckon_anew").count() == 1


def test_accepting_and_booking_start_and_keep_their_promises(
    lead: Lead, aoi: Person, as_: As, at: datetime
) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="mql")
    accept(lead.pk, by=as_(aoi), at=at)
    book(lead.pk, at + timedelta(days=3), by=as_(aoi), at=at + timedelta(hours=2))
    assert Clock.objects.get(lead=lead, sla="SL-4").outcome == "met"
    assert Clock.objects.get(lead=lead, sla="SL-5").due_at == at + timedelta(days=3)
    assert "sla.met" in _codes(lead)


def test_what_fails_downstream_undoes_what_caused_it(lead: Lead, ren: Person, as_: As, at: datetime) -> None:
    _in_discovery(lead)
    nobody = Entry(
        "discovery.held", at, SYSTEM, "discovery", lead.pk, lead_id=lead.pk, data={"meeting": str(lead.pk)}
    )
    Meeting.objects.create(id=lead.pk, lead=lead, ae=ren, booked_for=at, booked_at=at, state="booked")
    with pytest.raises(KeyError), transaction.atomic():
        append(nobody)
    assert _codes(lead) == []


def test_a_call_after_the_conversion_shows_that_the_deal_is_alive(
    lead: Lead, aoi: Person, ren: Person, as_: As, at: datetime
) -> None:
    deal = Opportunity.objects.create(
        name="Planner", stage="discovery", stage_since=at, owner=ren, lead=lead, last_activity_at=at, created_at=at
    )  # fmt: skip
    Lead.objects.filter(pk=lead.pk).update(state="converted", opportunity=deal)
    later = at + timedelta(days=20)
    touch = log_touch(lead.pk, "call", by=as_(aoi), at=later, touched_at=later - timedelta(hours=1))
    deal.refresh_from_db()
    assert (deal.last_activity_at, touch.opportunity_id) == (later - timedelta(hours=1), deal.pk)
    log_touch(lead.pk, "email", by=as_(aoi), at=later, touched_at=at - timedelta(days=1))
    deal.refresh_from_db()
    assert deal.last_activity_at == later - timedelta(hours=1)


def test_at_the_manager_a_broken_promise_changes_hands_and_climbs_on(
    aoi: Person, mio: Person, kei: Person, cast: Callable[..., Person], at: datetime
) -> None:
    backup = cast("ichi", "sdr")
    Person.objects.filter(pk=aoi.pk).update(backup=backup)
    lead = Lead.objects.create(state="mql", captured_at=at, state_since=at, created_at=at, owner=aoi)
    with transaction.atomic():
        assigned = {"run": "sdr", "person": str(aoi.pk)}
        append(Entry("lead.assigned", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk, data=assigned))
    Clock.objects.filter(sla="SL-3").delete()
    tick(at + timedelta(days=3, hours=1))
    job = ProcrastinateJob.objects.get(task_name="routing.relieve")
    clock = Clock.objects.get(sla="SL-2")
    assert job.args == {
        "clock_id": str(clock.pk), "lead_id": str(lead.pk), "run": "sdr", "since": str(aoi.pk),
    }  # fmt: skip
    relieve_holder(**job.args)
    clock.refresh_from_db()
    assert (clock.owner_id, clock.stopped_at) == (backup.pk, None)
    tick(at + timedelta(days=10))
    rungs = Event.objects.filter(code="sla.escalated").order_by("seq").values_list("data__rung", flat=True)
    assert list(rungs) == ["owner", "backup", "manager", "revops", "joint_review"]


def test_nothing_waits_for_somebody_who_is_away(
    lead: Lead, aoi: Person, stranger: Person, mio: Person, at: datetime
) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="sal")
    with transaction.atomic():
        append(Entry("lead.accepted", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk))
    Absence.objects.create(person=aoi, from_at=at, until_at=at + timedelta(days=1))
    assert relieve_absent(at + timedelta(hours=1)) == 0
    Absence.objects.update(until_at=at + timedelta(days=5))
    assert relieve_absent(at + timedelta(hours=1)) == 1
    lead.refresh_from_db()
    assert lead.owner == stranger
    assert Clock.objects.get(lead=lead, sla="SL-4").owner == stranger
    assert relieve_absent(at + timedelta(hours=1)) == 0


@pytest.mark.parametrize("amount", ["11500000", "150000000"])
def test_a_lead_that_is_back_in_discovery_is_owed_a_decision_again(
    aoi: Person, ren: Person, mio: Person, as_: As, at: datetime, amount: str
) -> None:
    """Undone by its AE, or refused by the approver whom so large a deal takes (SL-8)."""
    lead = Days(aoi, ren, at).converted(amount, "大和重機株式会社", "岡田 誠", "okada@yamatojuki.co.jp")
    back_at = at + timedelta(days=1, hours=2)
    pending = Approval.objects.filter(state="pending").first()
    if pending is None:
        conversion.void(Conversion.objects.get(lead=lead).pk, reason=WHY, by=as_(ren), at=back_at)
    else:
        conversion.refuse(pending.pk, by=as_(mio), at=back_at, rationale=WHY)
    first, again = Clock.objects.filter(lead=lead, sla="SL-8").order_by("started_at")
    assert first.outcome == "met"
    assert (again.started_at, again.due_at, again.owner_id) == (back_at, back_at + timedelta(days=3), ren.pk)
    assert not Clock.objects.filter(lead=lead, sla="AP-5", stopped_at=None).exists()
