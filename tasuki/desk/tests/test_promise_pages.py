"""The pages of promises: the list, one clock, the tester, joint reviews, weekly feedback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tasuki.desk.tests.test_lists import lead, promise
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.sla import actions
from tasuki.sla.models import Clock, JointReview, WeeklyFeedback

Visit = Callable[..., Visitor]


@pytest.fixture
def two(aoi: Person, at: datetime, clock: list[datetime]) -> list[Clock]:
    """Aoi owes one thing since two hours ago, another in two hours."""
    return [
        promise(lead("遅れ商事", aoi, at), at - timedelta(hours=2), "SL-3"),
        promise(lead("これから工業", aoi, at), at + timedelta(hours=2), "SL-4"),
    ]


def test_the_list_of_promises_begins_with_what_is_overdue(
    two: list[Clock], mio: Person, aoi: Person, stranger: Person, visit: Visit
) -> None:
    page = visit(mio, "en").read("/clocks")
    assert page.index("遅れ商事") < page.index("これから工業")
    overdue = visit(mio, "en").read("/clocks?standing=overdue&owner=aoi")
    assert "遅れ商事" in overdue
    assert "これから工業" not in overdue
    assert "遅れ商事" not in visit(stranger, "en").read("/clocks")


def test_a_clock_shows_its_whole_way_and_whom_its_rungs_reached(
    accepted: Lead, mio: Person, ren: Person, at: datetime, visit: Visit
) -> None:
    running = Clock.objects.get(lead=accepted, sla="SL-4", stopped_at=None)
    actions.tick(at + timedelta(hours=49))
    page = visit(mio, "en").read(f"/clocks/{running.pk}")
    assert "48:00 hours count in all." in page
    assert "Goes up: whose promise it is" in page
    assert "青木 葵" in page
    assert '<td data-label="Who"></td>' in page, (
        "a warning climbs to nobody, and a phone has no line for that"
    )


def test_a_manager_holds_a_clock_and_lets_it_run_again(
    two: list[Clock], mio: Person, aoi: Person, visit: Visit
) -> None:
    page, desk = f"/clocks/{two[1].pk}", visit(mio, "en")
    refused = desk.fill(page, f"{page}/pause", 422, reason="prospect_later_date", evidence="")
    assert "say where the prospect proposed the later date" in refused
    desk.fill(page, f"{page}/pause", reason="manager_hold")
    desk.fill(page, f"{page}/resume")
    assert len(Clock.objects.get(pk=two[1].pk).pauses) == 1
    assert f"{page}/pause" not in visit(aoi, "en").read(page)


def test_the_tester_says_when_a_promise_breaks_and_names_the_holiday(mio: Person, visit: Visit) -> None:
    page = visit(mio).read("/clocks/when?sla=SL-3&from=2026-11-20T15:00")
    assert "2026年11月30日(月) 15:00" in page
    assert "勤労感謝の日" in page
    assert "SL-99" in visit(mio).read("/clocks/when?sla=SL-99&from=2026-11-20T15:00", 422)


def test_the_leaders_ask_plan_and_decide(mio: Person, kei: Person, aoi: Person, visit: Visit) -> None:
    desk = visit(mio, "en")
    desk.fill("/reviews", "/reviews", 422, question="TBD")
    desk.fill("/reviews", "/reviews", question="展示会を続けるか")
    review = JointReview.objects.get()
    page = f"/reviews/{review.pk}"
    desk.fill(page, f"{page}/plan", owner="kei", meet_on="2026-12-01")
    assert "decision" in desk.fill(page, f"{page}/decide", 422, decision="")
    assert "二回に絞る" in desk.fill(page, f"{page}/decide", decision="来期は二回に絞る。")
    review.refresh_from_db()
    assert (review.owner, review.state) == (kei, "decided")
    visit(aoi, "en").read("/reviews", 403)


def test_what_led_to_a_review_stands_on_its_page(
    accepted: Lead, mio: Person, kei: Person, at: datetime, visit: Visit
) -> None:
    actions.tick(at + timedelta(days=30))
    review = JointReview.objects.get(about="SL-4")
    page = visit(mio, "en").read(f"/reviews/{review.pk}")
    assert "A promise was broken up to the last rung" in page
    assert f"/clocks/{Clock.objects.get(lead=accepted, sla='SL-4').pk}" in page


def test_sales_writes_the_weeks_feedback_beside_its_numbers(
    aoi: Person, sora: Person, at: datetime, visit: Visit, clock: list[datetime]
) -> None:
    delivered_at = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
    Lead.objects.create(
        source="events", owner=aoi, state="sal", captured_at=delivered_at, entered_mql_at=delivered_at,
        entered_sal_at=delivered_at, state_since=delivered_at, created_at=delivered_at,
    )  # fmt: skip
    actions.open_week(at)
    desk = visit(aoi, "en")
    page = desk.read("/feedback")
    assert "/reports/acceptance?" in page
    assert "owed until" in page
    assert "Say how the leads of this source were." in desk.fill("/feedback", "/feedback", 422, comment="—")
    assert "予算の話ができた" in desk.fill("/feedback", "/feedback", comment="予算の話ができた。")
    assert WeeklyFeedback.objects.get().by == aoi
    assert "<textarea" not in visit(sora, "en").read("/feedback").split("</header>")[-1]


def test_the_api_reckons_and_speaks_of_reviews(mio: Person, at: datetime, aoi: Person) -> None:
    actions.ask_for("展示会を続けるか", by=Actor.of(mio, "cli"), at=at)
    api = ApiClient.of(mio, at, language="ja")
    assert api.get("/reviews").json["items"][0]["label"] == "依頼によるもの"
    found = api.get("/clocks/reckoning", sla="SL-3", started_at="2026-11-20T06:00:00Z").json
    assert found["due_at"] == "2026-11-30T06:00:00Z"
    assert [day["because"] for day in found["days"] if day["kind"] == "holiday"] == ["勤労感謝の日"]
    assert api.get("/clocks/reckoning", sla="SL-3", started_at="2026-11-20T06:00:00").status == 422
