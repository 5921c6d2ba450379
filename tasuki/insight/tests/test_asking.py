"""What a person may ask, how the answer is told, and how a wrong question is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasuki.insight.asked import Asked, asked_by
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import Life, write
from tasuki.platform.access.actor import Actor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.playbook import Playbook

LATE = datetime.fromisoformat("2026-11-20T06:00:00+00:00")


@pytest.fixture
def book(agreement: None) -> Playbook:
    return in_force()


def captured(who: Actor, book: Playbook, /, **words: str) -> int:
    report = report_named("funnel")
    asked = asked_by({"from": "2026-09-01", **words}, report.by, book, by=who, at=LATE)
    value: int = answer(report, asked, book).tables[0].total.cells["captured"].value
    return value


def test_the_period_is_days_of_the_agreements_zone(
    book: Playbook, kei: Person, as_: Callable[..., Actor]
) -> None:
    """A lead of 23:30 UTC on 30 September is one of 1 October in Tokyo."""
    write([Life(captured=30 - 0.5 / 24)])
    assert captured(as_(kei), book, to="2026-09-30") == 0
    assert captured(as_(kei), book, **{"from": "2026-10-01"}) == 1


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_lead_stands_in_the_week_and_month_of_the_agreements_zone(book: Playbook, zone: str) -> None:
    """Around midnights, ends of months, and the Sunday on which New York sets its clocks back."""
    lives = [
        Life(day + hour / 24)
        for day in (0, 6, 29, 30, 60, 61, 62)
        for hour in (3.5, 4.5, 5.5, 14.9, 15.1, 23.9)
    ]
    write(lives)
    asked = Asked(date(2026, 9, 1), date(2026, 12, 31), LATE, zone, ("week", "month"))
    counted = {
        row.group: row.cells["captured"].value
        for row in answer(report_named("funnel"), asked, book).tables[0].rows
    }
    days = [life.captured_at.astimezone(ZoneInfo(zone)).date() for life in lives]
    inside = [day for day in days if day >= asked.since]
    assert counted == Counter((day - timedelta(days=day.weekday()), day.replace(day=1)) for day in inside)


def test_merged_leads_and_spam_are_not_counted(
    book: Playbook, kei: Person, as_: Callable[..., Actor]
) -> None:
    write([Life(1), Life(2, ended="merged"), Life(3, ended="spam"), Life(4, ended="no_budget")])
    assert captured(as_(kei), book) == 2


def test_an_sdr_counts_the_teams_and_nobodys_leads_and_revops_counts_all(
    book: Playbook, aoi: Person, ren: Person, stranger: Person, kei: Person, as_: Callable[..., Actor]
) -> None:
    write([Life(1, owner=aoi.pk), Life(1, owner=ren.pk), Life(1), Life(1, owner=stranger.pk)])
    assert [captured(as_(one), book) for one in (aoi, stranger, kei)] == [3, 2, 4]


def test_narrowing_to_one_source_or_to_none(book: Playbook, kei: Person, as_: Callable[..., Actor]) -> None:
    write([Life(1, source="referral"), Life(1, source=""), Life(1, source="")])
    assert captured(as_(kei), book, source="referral") == 1
    assert captured(as_(kei), book, source="none") == 2
    assert captured(as_(kei), book, team="none") == 3


def test_a_wrong_question_is_answered_with_everything_that_is_wrong(
    book: Playbook, kei: Person, as_: Callable[..., Actor]
) -> None:
    with pytest.raises(Invalid) as refused:
        captured(as_(kei), book, **{"from": "gestern", "by": "weather", "sdr": "aoi"})
    assert [problem.pointer for problem in refused.value.problems] == ["/from", "/by", "/sdr"]


def test_the_api_opens_the_list_behind_a_number(kei: Person, at: datetime) -> None:
    write([Life(1, (1.0, 1.0), source="referral"), Life(2, source="inbound")])
    client = ApiClient.of(kei, at)
    told = client.get("/reports/funnel?from=2026-09-01&to=2026-12-01&by=source").json
    row = next(one for one in told["tables"][0]["rows"] if one["group"]["source"] == "referral")
    assert (row["called"], row["cells"]["sal"]["value"]) == ({"source": "Referral"}, 1)
    behind = client.get(f"/reports/funnel/rows?{row['cells']['sal']['rows']}").json
    assert [one["state"] for one in behind["items"]] == ["sal"]


def test_the_sheet_neutralises_what_a_spreadsheet_would_run(kei: Person, at: datetime) -> None:
    write([Life(1, source="=cmd()")])
    sheet = ApiClient.of(kei, at).get(
        "/reports/funnel?from=2026-09-01&to=2026-12-01&by=source", headers={"Accept": "text/csv"}
    )
    assert "'=cmd()" in sheet.response.content.decode()


def test_a_lead_a_year_old_is_outside_the_period_of_whoever_asks_for_none(
    book: Playbook, kei: Person, as_: Callable[..., Actor]
) -> None:
    write([Life(1), Life(-300)])
    report = report_named("funnel")
    asked = asked_by({}, report.by, book, by=as_(kei), at=LATE)
    assert asked.until - asked.since == timedelta(days=89)


@pytest.mark.parametrize("words", [{"to": "9999-12-31"}, {"to": "0001-01-02"}, {"from": "0001-01-01"}])
def test_a_day_at_the_end_of_the_calendar_is_refused_like_any_that_is_none(
    book: Playbook, kei: Person, as_: Callable[..., Actor], words: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        asked_by(words, (), book, by=as_(kei), at=LATE)
    assert [one.code for one in refused.value.problems] == ["bad_day"]
