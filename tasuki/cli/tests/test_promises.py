"""`tasuki clock`, `review`, `feedback`: promises at the command line."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.cli.tests.conftest import Tasuki
from tasuki.desk.tests.test_lists import lead, promise
from tasuki.platform.people.models import Person
from tasuki.sla import actions


def test_the_promises_that_run_are_listed_and_one_is_explained(
    tasuki: Tasuki, aoi: Person, mio: Person, at: datetime
) -> None:
    clock = promise(lead("サンプル", aoi, at), at, "SL-3")
    listed = tasuki("clock", "list", "--owner", "aoi", "--json", as_="mio")
    assert [one["id"] for one in listed.json["items"]] == [str(clock.pk)]
    told = tasuki("clock", "explain", clock.pk, as_="mio")
    assert "24:00" in told.stdout
    assert tasuki("clock", "explain", UUID(int=1), as_="mio").exit_code == 2


def test_when_a_promise_breaks_is_said_day_by_day(tasuki: Tasuki, mio: Person) -> None:
    told = tasuki("clock", "when", "SL-3", "--from", "2026-11-20 15:00", as_="mio")
    assert "2026-11-30 15:00" in told.stdout
    assert "Labor Thanksgiving Day" in told.stdout
    refused = tasuki("clock", "when", "SL-99", as_="mio")
    assert (refused.exit_code, "SL-99" in refused.stderr) == (2, True)


def test_a_review_is_opened_planned_and_decided(tasuki: Tasuki, mio: Person, kei: Person) -> None:
    made = tasuki("review", "open", "展示会を続けるか", "--json", as_="mio").json
    tasuki("review", "plan", made["id"], "--owner", "kei", "--on", "2026-12-01", as_="mio")
    told = tasuki(
        "review", "decide", made["id"], "--decision", "来期は二回に絞る。", "--json", as_="kei"
    ).json
    assert (told["owner"], told["meet_on"], told["state"]) == ("kei", "2026-12-01", "decided")
    assert "来期は二回に絞る。" in tasuki("review", "show", made["id"], as_="kei").stdout
    assert tasuki("review", "list", "--json", as_="kei").json["items"] == []


def test_feedback_is_given_for_a_week_that_was_asked_about(tasuki: Tasuki, aoi: Person, at: datetime) -> None:
    who = lead("サンプル", aoi, at)
    type(who).objects.update(source="events", entered_mql_at=at)
    actions.open_week(at)
    given = tasuki(
        "feedback", "give", "events", "2026-11-16", "--comment", "予算の話ができた", "--json", as_="aoi"
    )
    assert given.json["by"] == "aoi"
    assert "予算の話ができた" in tasuki("feedback", "list", as_="aoi").stdout
