"""What the leaders decide together, and sales' weekly word on the sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, Invalid, NotFound, NotPossibleNow
from tasuki.records.models import Lead
from tasuki.sla import actions
from tasuki.sla.models import Clock, JointReview, WeeklyFeedback

As = Callable[[Person], Actor]
MONDAY = datetime(2026, 11, 15, 15, 0, tzinfo=UTC)
"""Midnight in Tokyo."""


@pytest.fixture
def delivered(db: None, at: datetime) -> Callable[..., None]:
    """``delivered(3, "events", at, reason="no_budget")``: leads that marketing delivered then, and their end."""

    def make(count: int, source: str, when: datetime, reason: str = "") -> None:
        ended = {"state": "disqualified", "exit_reason": reason, "entered_disqualified_at": when}
        accepted = {"state": "sal", "entered_sal_at": when}
        for _ in range(count):
            Lead.objects.create(
                source=source, captured_at=when, entered_mql_at=when, state_since=when, created_at=when,
                **(ended if reason else accepted),
            )  # fmt: skip

    return make


@pytest.fixture
def poor_weeks(delivered: Callable[..., None], at: datetime) -> None:
    """Three whole weeks in which half of the trade fairs' leads had no budget."""
    for weeks in (1, 2, 3):
        delivered(5, "events", at - timedelta(days=7 * weeks))
        delivered(5, "events", at - timedelta(days=7 * weeks), reason="no_budget")


@pytest.mark.usefixtures("agreement", "poor_weeks")
def test_a_concern_that_has_lasted_is_put_before_the_leaders_once(kei: Person, at: datetime) -> None:
    assert actions.find_concerns(at) == 2
    assert actions.find_concerns(at + timedelta(days=1)) == 0
    review = JointReview.objects.get(cause="one_reason")
    assert (review.about, review.owner_id, review.meet_on) == ("events/no_budget", kei.pk, date(2026, 11, 30))
    assert [one["part"] for one in review.grounds.get().numbers["weeks"]] == [5, 5, 5]
    clock = Clock.objects.get(subject_id=review.pk)
    assert (clock.sla, clock.owner_id) == ("SL-26", kei.pk)


@pytest.mark.usefixtures("agreement", "poor_weeks")
def test_what_was_decided_gets_the_time_to_show(kei: Person, as_: As, at: datetime) -> None:
    actions.find_concerns(at)
    for review in JointReview.objects.all():
        actions.decide_review(review.pk, "展示会の来場者には予算を先に尋ねる。", by=as_(kei), at=at)
    assert actions.find_concerns(at + timedelta(days=2)) == 0
    assert not Clock.objects.filter(sla="SL-26", stopped_at=None).exists()


def test_a_review_has_an_owner_a_day_and_one_decision(
    mio: Person, kei: Person, sora: Person, as_: As, at: datetime
) -> None:
    review = actions.ask_for("展示会のリードを続けるか", by=as_(mio), at=at)
    assert review.owner_id == mio.pk
    actions.plan_review(review.pk, owner="kei", meet_on=date(2026, 12, 1), by=as_(sora), at=at)
    assert Clock.objects.get(subject_id=review.pk).owner_id == kei.pk
    with pytest.raises(Invalid):
        actions.plan_review(review.pk, meet_on=date(2026, 11, 1), by=as_(mio), at=at)
    with pytest.raises(Invalid):
        actions.decide_review(review.pk, "TBD", by=as_(mio), at=at)
    actions.decide_review(review.pk, "来期は二回に絞る。", by=as_(mio), at=at)
    with pytest.raises(NotPossibleNow):
        actions.decide_review(review.pk, "やはり続ける。", by=as_(mio), at=at)
    told = Event.objects.filter(subject="review").order_by("seq").values_list("code", flat=True)
    assert list(told) == ["review.opened", "review.planned", "review.decided"]


def test_an_sdr_puts_nothing_before_the_leaders(aoi: Person, as_: As, at: datetime) -> None:
    with pytest.raises(Forbidden):
        actions.ask_for("展示会のリードを続けるか", by=as_(aoi), at=at)


def test_the_week_opens_once_for_each_active_source_and_ends_with_sales_word(
    delivered: Callable[..., None], aoi: Person, mio: Person, as_: As
) -> None:
    delivered(1, "events", MONDAY - timedelta(days=3))
    delivered(1, "inbound", MONDAY - timedelta(days=60))
    assert actions.open_week(MONDAY + timedelta(minutes=7)) == 1
    assert actions.open_week(MONDAY + timedelta(hours=1)) == 0
    row = WeeklyFeedback.objects.get()
    clock = Clock.objects.get(subject_id=row.pk)
    assert (row.source, row.week_on) == ("events", date(2026, 11, 16))
    assert (clock.sla, clock.started_at, clock.owner_id) == ("SL-11", MONDAY, mio.pk)
    assert clock.due_at == MONDAY + timedelta(days=7, hours=12)
    actions.give_feedback("events", row.week_on, "予算の話ができる人が来ていた。", by=as_(aoi), at=MONDAY)
    assert Clock.objects.get(subject_id=row.pk).outcome == "met"


def test_feedback_says_something_about_a_week_that_was_asked_about(
    delivered: Callable[..., None], aoi: Person, sora: Person, as_: As
) -> None:
    delivered(1, "events", MONDAY - timedelta(days=3))
    actions.open_week(MONDAY)
    week = date(2026, 11, 16)
    with pytest.raises(Invalid):
        actions.give_feedback("events", week, "—", by=as_(aoi), at=MONDAY)
    with pytest.raises(NotFound):
        actions.give_feedback("events", date(2026, 11, 9), "良かった", by=as_(aoi), at=MONDAY)
    with pytest.raises(Forbidden):
        actions.give_feedback("events", week, "良かったと思う", by=as_(sora), at=MONDAY)
