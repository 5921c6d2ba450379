"""`tasuki clock`, `review`, `feedback`: promises at the command line."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tasuki.cli.tests.conftest import Tasuki
from tasuki.desk.tests.test_lists import lead, promise
from tasuki.platform.people.models import Person
from tasuki.sla import actions
from tasuki.sla.models import Clock


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


def test_clocks_are_held_against_the_journal_and_made_so_only_when_that_is_asked(
    tasuki: Tasuki, aoi: Person, at: datetime
) -> None:
    who = lead("サンプル", aoi, at)
    type(who).objects.update(source="events", entered_mql_at=at)
    actions.open_week(at)
    assert tasuki("clock", "rebuild", "--json").json == {"differences": [], "written": 0}
    Clock.objects.update(within="9 min")
    looked = tasuki("clock", "rebuild", "--json")
    assert (looked.exit_code, looked.json["written"]) == (1, 0)
    (found,) = looked.json["differences"]
    assert found["columns"] == {"within": {"stored": "9 min", "told": "next Monday 12:00"}}
    checks = tasuki("doctor", "--all", "--json").json["checks"]
    assert found["clock_id"] in next(one["examples"] for one in checks if one["key"] == "retold")
    made = tasuki("clock", "rebuild", "--write")
    assert (made.exit_code, "within" in made.stdout) == (0, True)
    assert tasuki("clock", "rebuild", "--lead", str(who.pk)).exit_code == 0
