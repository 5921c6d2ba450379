"""Who hears of what, by the article's agreement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tasuki.notices.models import Delivery, Notice
from tasuki.notices.telling import tell
from tasuki.notices.tests.conftest import Tell, heard_by
from tasuki.platform.ids import new_id
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Absence, Person
from tasuki.records.models import Lead, Opportunity


def test_a_handoff_is_told_to_the_ae_and_not_to_the_sdr_who_submitted_it(
    aoi: Person, ren: Person, happen: Tell
) -> None:
    (told,) = happen("handoff.submitted", by=aoi)
    assert (told.person, told.kind, told.as_role, told.read_at) == (ren, "handoff_submitted", "ae", None)


def test_the_answer_of_the_ae_reaches_the_sdr_and_marketing(
    aoi: Person, ren: Person, sora: Person, happen: Tell
) -> None:
    assert heard_by(happen("handoff.rejected", by=ren)) == ["aoi", "sora"]


def test_an_assigned_lead_is_told_to_its_new_owner(aoi: Person, happen: Tell) -> None:
    assert heard_by(happen("lead.assigned", person=str(aoi.pk), run="sdr")) == ["aoi"]


def test_the_same_event_is_told_once_however_often_it_is_read(
    ren: Person, aoi: Person, happen: Tell, at: datetime
) -> None:
    happen("handoff.submitted", by=aoi)
    event = Event.objects.latest("seq")
    assert tell([event, event], at) == 0
    assert Notice.objects.filter(event=event.seq).count() == 1


def test_whoever_is_away_is_told_by_their_stand_in(
    aoi: Person, ren: Person, cast: Callable[..., Person], happen: Tell, at: datetime
) -> None:
    ren.backup = cast("rin", "ae")
    ren.save()
    Absence.objects.create(person=ren, from_at=at - timedelta(days=1), until_at=at + timedelta(days=1))
    (told,) = happen("handoff.submitted", by=aoi)
    assert (told.person, told.instead_of) == (ren.backup, ren)


def test_without_a_stand_in_it_waits_in_the_inbox_of_whoever_is_away(
    aoi: Person, ren: Person, happen: Tell, at: datetime
) -> None:
    Absence.objects.create(person=ren, from_at=at - timedelta(days=1), until_at=at + timedelta(days=1))
    assert heard_by(happen("handoff.submitted", by=aoi)) == ["ren"]


def test_a_broken_promise_is_told_to_whoever_owes_it_and_an_escalation_to_the_rung(
    aoi: Person, mio: Person, happen: Tell
) -> None:
    assert heard_by(happen("sla.breached", sla="SL-2", owner=str(aoi.pk))) == ["aoi"]
    rung = {"sla": "SL-2", "owner": str(aoi.pk), "rung": "manager", "person": str(mio.pk)}
    assert heard_by(happen("sla.escalated", **rung)) == ["aoi", "mio"]


def test_more_about_a_clock_takes_the_place_of_what_was_told_of_it_before(
    aoi: Person, mio: Person, happen: Tell, at: datetime
) -> None:
    clock = {"sla": "SL-2", "owner": str(aoi.pk)}
    happen("sla.warned", **clock)
    happen("sla.warned", **clock, subject_id=new_id(at))
    happen("sla.breached", **clock)
    unread = Notice.objects.filter(person=aoi, read_at=None).order_by("event")
    assert [one.code for one in unread] == ["sla.warned", "sla.breached"]
    happen("sla.escalated", **clock, rung="manager", person=str(mio.pk))
    assert [one.code for one in unread.all()] == ["sla.warned", "sla.escalated"]
    assert Notice.objects.filter(person=mio, read_at=None).count() == 1


def test_imported_history_is_told_to_nobody_nor_what_happened_long_ago(
    aoi: Person, happen: Tell, at: datetime
) -> None:
    assert not happen("handoff.submitted", by=aoi, origin="import")
    assert not happen("handoff.submitted", by=aoi, when=at - timedelta(days=8))


def test_movement_on_a_high_value_account_is_told_to_marketing_sdr_and_ae_together(
    aoi: Person, ren: Person, sora: Person, lead: Lead, happen: Tell
) -> None:
    assert not happen("touch.logged", direction="inbound")
    lead.tier = "strategic"
    lead.save()
    told = happen("touch.logged", direction="inbound")
    assert heard_by(told) == ["aoi", "ren", "sora"]
    assert {one.kind for one in told} == {"high_value_account"}
    assert not happen("touch.logged", direction="outbound", by=aoi)


def test_a_large_conversion_is_told_to_the_manager_and_closes_the_loop_with_sdr_and_marketing(
    aoi: Person, ren: Person, mio: Person, sora: Person, lead: Lead, happen: Tell, at: datetime
) -> None:
    deal = Opportunity.objects.create(
        id=new_id(at), name="青空物流 - Planner", lead=lead, owner=ren, amount=12_000_000, currency="JPY",
        stage="discovery", created_at=at, stage_since=at,
    )  # fmt: skip
    told = happen("opportunity.created", by=ren, deal=deal.pk)
    assert [(one.person.handle, one.kind) for one in told] == [
        ("aoi", "closed_loop"), ("mio", "large_conversion"), ("sora", "closed_loop"),
    ]  # fmt: skip
    Opportunity.objects.update(amount=9_000_000)
    assert heard_by(happen("opportunity.won", by=ren, deal=deal.pk)) == ["aoi", "sora"]


def test_the_owner_of_a_webhook_is_told_when_it_is_disabled(kei: Person, happen: Tell) -> None:
    assert heard_by(happen("webhook.disabled", owner=str(kei.pk), status=410)) == ["kei"]


def test_a_discovery_call_within_a_day_is_told_to_those_who_take_part(
    aoi: Person, ren: Person, happen: Tell
) -> None:
    told = happen("meeting.neared", ae=str(ren.pk), sdr=str(aoi.pk))
    assert [(one.person, one.kind) for one in told] == [(aoi, "discovery_near"), (ren, "discovery_near")]


def test_nothing_leaves_where_no_channel_is_set_up(aoi: Person, happen: Tell) -> None:
    happen("handoff.submitted", by=aoi)
    assert not Delivery.objects.exists()
