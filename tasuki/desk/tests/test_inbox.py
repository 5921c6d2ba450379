"""The inbox and the page of one's preferences, as people use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tasuki.desk.tests.visitor import Visitor
from tasuki.notices.models import Habit, Notice, Preference
from tasuki.platform.ids import new_id
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

Visit = Callable[..., Visitor]


def notice_of(person: Person, lead: Lead, at: datetime, event: int = 1) -> Notice:
    return Notice.objects.create(
        id=new_id(at), person=person, event=event, kind="assigned", code="lead.assigned", at=at, subject="lead",
        subject_id=lead.pk, lead=lead.pk, as_role="owner",
    )  # fmt: skip


def test_a_notice_is_counted_in_the_bar_opened_and_then_read(
    aoi: Person, accepted: Lead, visit: Visit, at: datetime
) -> None:
    notice = notice_of(aoi, accepted, at)
    desk = visit(aoi, "en")
    assert 'class="bar-unread">1' in desk.read("/")
    page = desk.read("/notices")
    assert "A lead is yours" in page
    assert desk.client.get(f"/notices/{notice.pk}")["Location"] == f"/leads/{accepted.pk}"
    assert "bar-unread" not in desk.read("/notices")
    assert "A lead is yours" in desk.read("/notices?show=all")
    desk.fill("/notices?show=all", f"/notices/{notice.pk}/unread")
    assert "A lead is yours" in desk.read("/notices?kind=assigned")
    notice_of(aoi, accepted, at, event=2)
    assert "Everything is read." in desk.fill("/notices", "/notices/read")
    assert not Notice.objects.filter(person=aoi, read_at=None).exists()


def test_the_bell_of_an_open_page_counts_along_and_is_silent_once_signed_out(
    aoi: Person, accepted: Lead, visit: Visit, at: datetime
) -> None:
    desk = visit(aoi, "en")
    assert 'hx-get="/notices/waiting"' in desk.read("/")
    assert "bar-unread" not in desk.read("/notices/waiting")
    notice_of(aoi, accepted, at)
    assert 'class="bar-unread">1' in desk.read("/notices/waiting")
    desk.client.logout()
    assert desk.client.get("/notices/waiting").status_code == 204


def test_nobody_opens_anothers_notice(
    aoi: Person, ren: Person, accepted: Lead, visit: Visit, at: datetime
) -> None:
    visit(ren).read(f"/notices/{notice_of(aoi, accepted, at).pk}", status=404)


def test_one_chooses_how_one_is_told_and_a_bad_choice_keeps_what_was_typed(aoi: Person, visit: Visit) -> None:
    desk, page = visit(aoi, "en"), "/settings/notices"
    desk.fill(
        page, page, ways__assigned__in_app="off", quiet_from="20:00", quiet_until="07:30", digest_on="4"
    )
    habit = Habit.objects.get(person=aoi)
    assert (str(habit.quiet_from), str(habit.quiet_until), habit.digest_on) == ("20:00:00", "07:30:00", 4)
    assert Preference.objects.get(person=aoi, kind="assigned").way == "off"
    refused = desk.fill(page, page, status=422, quiet_until="", digest_on="2")
    assert "Quiet hours have a beginning and an end" in refused
    assert '<option value="2" selected>' in refused
