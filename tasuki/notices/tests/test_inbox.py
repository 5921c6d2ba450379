"""One's own inbox: what it says, read and unread, and how one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

import pytest

from tasuki.notices import actions
from tasuki.notices.actions.choose import Chosen
from tasuki.notices.models import Habit
from tasuki.notices.queries import inbox_of, notice_for, unread
from tasuki.notices.tests.conftest import Tell
from tasuki.notices.words import worded
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound
from tasuki.records.models import Lead

As = Callable[[Person], Actor]


def test_a_notice_says_what_about_whom_and_why_in_the_readers_language(
    aoi: Person, ren: Person, happen: Tell, as_: As
) -> None:
    happen("handoff.submitted", by=aoi)
    (said,) = worded(list(inbox_of(as_(ren))), as_(ren), "ja")
    assert (said.title, said.about) == ("引き継ぎ(トスアップ)がAEの判断を待っています", "青空物流 山田 花子")
    (english,) = worded(list(inbox_of(as_(ren))), as_(ren), "en")
    assert english.because == "You hear of it as: AE"


def test_a_notice_about_a_clock_names_the_promise(aoi: Person, happen: Tell, as_: As) -> None:
    happen("sla.breached", sla="SL-2", owner=str(aoi.pk))
    (said,) = worded(list(inbox_of(as_(aoi))), as_(aoi), "en")
    assert said.said.startswith("A promise was broken. ")
    assert "ontact" in said.said


def test_the_record_is_not_named_to_somebody_who_may_no_longer_see_it(
    aoi: Person, ren: Person, stranger: Person, lead: Lead, happen: Tell, as_: As
) -> None:
    happen("handoff.submitted", by=aoi)
    Lead.objects.update(ae=stranger, owner=stranger)
    Person.objects.filter(pk=ren.pk).update(team=None)
    ren.refresh_from_db()
    assert worded(list(inbox_of(as_(ren))), as_(ren), "en")[0].about == ""


def test_reading_counts_down_and_nobody_reads_anothers(
    aoi: Person, ren: Person, happen: Tell, as_: As, at: datetime
) -> None:
    (first,), (second,) = happen("handoff.submitted", by=aoi), happen("handoff.submitted", by=aoi)
    assert unread(ren.pk) == 2
    with pytest.raises(NotFound):
        actions.read(first.pk, by=as_(aoi), at=at)
    actions.read(first.pk, by=as_(ren), at=at)
    assert unread(ren.pk) == 1
    actions.unread(first.pk, by=as_(ren))
    assert actions.read_all(by=as_(ren), at=at) == 2
    assert unread(ren.pk) == 0
    assert notice_for(as_(ren), second.pk).read_at == at


def test_somebody_who_wants_no_notices_of_a_kind_has_them_among_the_read(
    aoi: Person, ren: Person, happen: Tell, as_: As
) -> None:
    actions.choose(ren.pk, Chosen(ways={("handoff_submitted", "in_app"): "off"}), by=as_(ren))
    happen("handoff.submitted", by=aoi)
    assert unread(ren.pk) == 0
    assert inbox_of(as_(ren)).count() == 1


def test_preferences_are_kept_and_impossible_ones_are_refused_all_at_once(
    aoi: Person, ren: Person, as_: As
) -> None:
    wishes = Chosen(quiet=(time(20), time(7)), digest_on=4, addresses={"slack": " U024BE7LH "})
    actions.choose(aoi.pk, wishes, by=as_(aoi))
    habit = Habit.objects.get(person=aoi)
    assert (habit.quiet_from, habit.digest_on, habit.addresses) == (time(20), 4, {"slack": "U024BE7LH"})
    wrong = {("assigned", "email"): "hourly", ("assigned", "pigeon"): "now", ("none", "email"): "now"}
    with pytest.raises(Invalid) as refused:
        actions.choose(aoi.pk, Chosen(ways=wrong, quiet=(time(20), None), digest_on=9), by=as_(aoi))
    assert {one.pointer for one in refused.value.problems} == {
        "/ways/assigned/email", "/ways/assigned/pigeon", "/ways/none/email", "/quiet_until", "/digest_on",
    }  # fmt: skip
    with pytest.raises(Forbidden):
        actions.choose(aoi.pk, Chosen(digest_on=1), by=as_(ren))
