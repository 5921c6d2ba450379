"""Events start, stop, release and hand over promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DataError, InternalError, connection, transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry
from tasuki.platform.people.models import Person
from tasuki.playbooks import queries as playbooks
from tasuki.playbooks.models import PlaybookVersion
from tasuki.records.models import Lead
from tasuki.sla import moments
from tasuki.sla.hearing import on_event
from tasuki.sla.models import Clock
from tasuki.sla.terms import agreement_of

Hear = Callable[..., None]
Find = Callable[[str], Clock]
Told = Callable[[], list[tuple[str, str]]]


def test_an_assigned_mql_owes_a_first_contact_and_a_decision(hear: Hear, clock: Find, aoi: Person) -> None:
    hear("lead.assigned", run="sdr", person=str(aoi.pk))
    # Friday 15:00 in Tokyo; Monday 23 November is a holiday.
    assert clock("SL-2").due_at == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert clock("SL-3").due_at == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert {clock("SL-2").owner_id, clock("SL-3").owner_id} == {aoi.pk}
    assert clock("SL-2").next_at == datetime(2026, 11, 20, 18, tzinfo=UTC), (
        "the first warning at half the time"
    )


def test_a_lead_beyond_mql_owes_no_first_contact(hear: Hear, lead: Lead, ren: Person) -> None:
    Lead.objects.filter(pk=lead.pk).update(state="sql")
    hear("lead.assigned", run="ae", person=str(ren.pk))
    assert not Clock.objects.exists()


def test_of_leads_that_change_hands_together_only_those_not_accepted_yet_owe_a_first_contact(
    at: datetime,
    aoi: Person,
) -> None:
    states = ("mql", "sql", "mql", "captured")
    leads = [
        Lead.objects.create(id=new_id(at), state=state, captured_at=at, state_since=at, created_at=at)
        for state in states
    ]
    on_event(
        *(
            Entry(
                "lead.assigned",
                at,
                SYSTEM,
                "lead",
                lead.pk,
                lead_id=lead.pk,
                data={"run": "sdr", "person": str(aoi.pk)},
            )
            for lead in leads
        )
    )
    owed = Clock.objects.filter(sla="SL-2").values_list("lead_id", flat=True)
    assert {*owed} == {lead.pk for lead in leads if lead.state != "sql"}


def test_imported_history_starts_no_clock(hear: Hear) -> None:
    hear("lead.assigned", origin="import", run="sdr")
    assert not Clock.objects.exists()


def test_an_imported_lead_starts_none_either(hear: Hear, lead: Lead) -> None:
    Lead.objects.filter(pk=lead.pk).update(origin="import")
    hear("lead.accepted")
    assert not Clock.objects.exists()


def test_a_promise_that_runs_is_not_started_twice(hear: Hear, clock: Find, at: datetime) -> None:
    hear("lead.accepted")
    hear("lead.accepted", when=at + timedelta(hours=3))
    assert Clock.objects.filter(sla="SL-4").count() == 1
    assert clock("SL-4").started_at == at


def test_a_promise_kept_in_time_is_told_once(hear: Hear, clock: Find, told: Told, at: datetime) -> None:
    hear("lead.accepted")
    hear("meeting.booked", when=at + timedelta(hours=48), kind="discovery")
    hear("meeting.booked", when=at + timedelta(hours=49), kind="discovery")
    stopped = clock("SL-4")
    assert (stopped.outcome, stopped.stopped_by, stopped.breached_at) == ("met", "meeting.booked", None)
    assert told().count(("sla.met", "SL-4")) == 1


def test_a_promise_kept_late_stays_broken_and_keeps_its_measure(
    hear: Hear, clock: Find, told: Told, at: datetime
) -> None:
    hear("lead.accepted")
    hear("meeting.booked", when=at + timedelta(hours=50), kind="discovery")
    stopped = clock("SL-4")
    assert stopped.outcome == "late"
    assert stopped.breached_at == at + timedelta(hours=48)
    assert stopped.stopped_at == at + timedelta(hours=50)
    assert told() == [("sla.breached", "SL-4"), ("sla.kept_late", "SL-4")], "a tick had not told it yet"


def test_the_buyers_own_mail_is_no_first_contact_by_us(hear: Hear, clock: Find, at: datetime) -> None:
    hear("lead.assigned", run="sdr")
    hear("touch.logged", when=at + timedelta(hours=1), direction="inbound")
    assert clock("SL-2").stopped_at is None
    hear("touch.logged", when=at + timedelta(hours=2), direction="outbound")
    assert clock("SL-2").outcome == "met"


def test_a_sync_call_among_ourselves_is_not_the_meeting_that_was_promised(hear: Hear, clock: Find) -> None:
    hear("lead.accepted")
    hear("meeting.booked", kind="sync")
    assert clock("SL-4").stopped_at is None


def test_the_handoff_is_decided_before_the_meeting_begins(
    hear: Hear, clock: Find, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = at + timedelta(days=1)

    def the_meeting(lead_id: UUID) -> datetime:
        return tomorrow

    monkeypatch.setattr(moments, "_found_by", {})
    moments.tell("meeting.booked_for", the_meeting)
    hear("handoff.submitted")
    assert clock("SL-13").due_at == tomorrow
    assert clock("SL-6").due_at == datetime(2026, 11, 30, 6, tzinfo=UTC), (
        "five business days, whatever is booked"
    )


def test_a_moved_meeting_moves_what_is_due_before_it(hear: Hear, clock: Find, at: datetime) -> None:
    tomorrow, next_week = at + timedelta(days=1), at + timedelta(days=7)
    hear("meeting.booked", kind="discovery", booked_for=tomorrow.isoformat())
    assert clock("SL-5").due_at == tomorrow
    hear("meeting.rescheduled", kind="discovery", booked_for=next_week.isoformat())
    assert clock("SL-5").due_at == next_week


def test_converting_is_owed_from_the_call_not_from_its_recording(
    hear: Hear, clock: Find, at: datetime
) -> None:
    held_at = at - timedelta(days=2)
    hear("discovery.held", held_at=held_at.isoformat())
    assert clock("SL-8").started_at == held_at
    assert clock("SL-8").due_at == at + timedelta(days=1)


def test_a_request_for_approval_answers_for_the_conversion(
    hear: Hear, clock: Find, at: datetime, mio: Person
) -> None:
    hear("discovery.held", held_at=at.isoformat())
    hear("approval.requested", when=at + timedelta(days=1))
    assert clock("SL-8").outcome == "met"
    assert (clock("AP-5").owner_role, clock("AP-5").owner_id) == ("manager", mio.pk)


def test_a_disqualified_lead_owes_nothing_any_more(hear: Hear, clock: Find, told: Told) -> None:
    hear("lead.assigned", run="sdr")
    hear("lead.accepted")
    hear("lead.disqualified")
    assert clock("SL-3").outcome == "met", "accepting was the decision"
    assert clock("SL-4").outcome == "released"
    assert not Clock.objects.filter(stopped_at=None).exists()
    assert ("sla.met", "SL-4") not in told()


def test_a_rejected_handoff_takes_back_the_call_that_it_promised(hear: Hear, clock: Find) -> None:
    hear("handoff.submitted")
    hear("handoff.rejected")
    assert clock("SL-13").outcome == "met"
    assert clock("SL-6").outcome == "released"


def test_an_answer_alone_does_not_close_the_gap_of_an_override(hear: Hear, clock: Find) -> None:
    hear("gate.overridden", expires_on="2026-11-27")
    hear("answer.recorded")
    assert clock("SL-12").stopped_at is None


def test_an_overrides_gap_is_due_when_the_override_expires(hear: Hear, clock: Find) -> None:
    hear("gate.overridden", expires_on="2026-11-27")
    assert clock("SL-12").due_at == datetime(2026, 11, 27, 15, tzinfo=UTC), "the end of that day in Tokyo"


def test_promises_follow_the_lead_to_its_new_owner(hear: Hear, clock: Find, stranger: Person) -> None:
    hear("lead.assigned", run="sdr")
    hear("lead.assigned", run="sdr", person=str(stranger.pk))
    assert clock("SL-3").owner_id == stranger.pk
    assert Clock.objects.filter(sla="SL-3").count() == 1


def test_another_ae_on_the_handoff_takes_the_aes_promises_over(
    hear: Hear, clock: Find, ren: Person, stranger: Person
) -> None:
    hear("discovery.held")
    assert clock("SL-8").owner_id == ren.pk
    hear("handoff.submitted", ae=str(stranger.pk), ae_before=str(ren.pk))
    assert clock("SL-8").owner_id == stranger.pk


def test_an_event_that_touches_no_clock_asks_the_database_nothing(hear: Hear) -> None:
    hear("lead.scored")
    with transaction.atomic():
        with pytest.raises(DataError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        # The transaction is broken now: whatever asked the database anything would fail.
        hear("lead.scored")
        hear("opportunity.edited")
        hear("sla.breached")
        with pytest.raises(InternalError):
            hear("lead.accepted")
        transaction.set_rollback(True)


def test_before_anything_was_agreed_nothing_is_owed(db: None, at: datetime) -> None:
    PlaybookVersion.objects.create(name="ours", number=1, state="draft", drafted_at=at)
    lead = Lead.objects.create(state="mql", captured_at=at, state_since=at, created_at=at)
    on_event(Entry("lead.assigned", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk))
    assert not Clock.objects.exists()


def test_expected_ranges_are_reported_and_run_no_clock(agreement: None) -> None:
    promises = agreement_of(playbooks.in_force()).promises
    assert not {"SL-9", "SL-10", "SL-10b"} & set(promises)
    assert {f"SL-{n}" for n in (*range(1, 9), 11, 12, 13, 26)} | {"AP-5", "DG-1", "DS-1"} == set(promises)
