"""A list as a file: the same rows as on the page, in the reader's words or in codes, harmless in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO

import pytest

from tasuki.desk.lists import export
from tasuki.desk.tests.test_lists import lead, promise
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.http.testing import ApiClient
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person

Visit = Callable[..., Visitor]


def sheet(desk: Visitor, path: str, encoding: str = "utf-8-sig") -> list[list[str]]:
    answer = desk.client.get(path)
    assert answer.status_code == 200, answer.content
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(csv.reader(StringIO(content.decode(encoding), newline="")))


@pytest.fixture
def three(aoi: Person, at: datetime, clock: list[datetime]) -> None:
    promise(lead("A", aoi, at, phone="+81312345678", fit=80), at + timedelta(hours=2))
    lead("B", aoi, at - timedelta(days=1), title="=1+1", state="sal")
    lead("C", None, at - timedelta(days=9), title="髙﨑〜課長−😀")


def test_the_file_has_every_row_that_matches_in_the_readers_words(
    three: None, aoi: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_A_TIME", 1)
    rows = sheet(visit(aoi, "ja"), "/leads.csv?col=state&col=due&col=captured&col=since&sort=company")
    assert rows[0] == ["リード", "状態", "期日", "獲得日時", "この状態の期間"]
    assert [row[:2] for row in rows[1:]] == [["A works", "MQL"], ["B works", "SAL"], ["C works", "MQL"]]
    assert rows[1][2].startswith("残り2.0時間")
    assert rows[1][3] == "2026-11-20 15:00"
    assert rows[3][4] == "7営業日滞留"


def test_programs_get_keys_ids_and_codes_that_no_language_changes(
    three: None, aoi: Person, visit: Visit
) -> None:
    asked = "/leads.csv?col=state&col=owner&col=captured&col=fit&codes=on&q=a"
    rows = sheet(visit(aoi, "ja"), asked)
    assert rows == sheet(visit(aoi, "en"), asked)
    assert rows[0] == ["id", "lead", "state", "owner", "captured", "fit"]
    assert rows[1][1:] == ["A works", "mql", "aoi", "2026-11-20T06:00:00Z", "80"]


def test_a_cell_that_would_run_as_a_formula_is_made_harmless(three: None, aoi: Person, visit: Visit) -> None:
    rows = sheet(visit(aoi, "en"), "/leads.csv?col=title&col=phone&sort=company")
    assert [row[1:] for row in rows[1:]] == [
        ["", "'+81312345678"],
        ["'=1+1", ""],
        ["髙﨑〜課長−😀", ""],
    ]


def test_japanese_excel_gets_its_own_encoding_and_signs_that_it_has(
    three: None, aoi: Person, visit: Visit
) -> None:
    rows = sheet(visit(aoi, "ja"), "/leads.csv?col=title&sort=company&encoding=cp932", "cp932")
    assert rows[3][1] == "髙﨑～課長－〓"
    assert visit(aoi).client.get("/leads.csv?encoding=latin-1").status_code == 422


def test_a_file_holds_what_its_reader_may_see_and_the_journal_knows_who_took_it(
    three: None, aoi: Person, stranger: Person, sora: Person, visit: Visit
) -> None:
    assert [row[0] for row in sheet(visit(stranger), "/leads.csv")[1:]] == ["C works"]
    sheet(visit(aoi), "/leads.csv?q=b&col=email")
    told = Event.objects.filter(code="list.exported").order_by("-seq").first()
    assert told is not None
    assert (told.actor_id, told.data["list"], told.data["columns"]) == (aoi.pk, "leads", ["lead", "email"])
    assert told.payload.words == {"query": "q=b&col=lead&col=email"}


@pytest.mark.usefixtures("committed")
def test_a_file_is_sent_where_no_test_holds_a_transaction_open(aoi: Person, visit: Visit) -> None:
    assert sheet(visit(aoi, "en"), "/leads.csv?col=state") == [["Lead", "State"]]
    assert Event.objects.filter(code="list.exported").count() == 1


def test_the_api_sends_the_same_file(
    three: None, aoi: Person, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasuki.platform.http.authentication.now", lambda: at)
    api = ApiClient.of(aoi, at)
    answer = api.client.get("/api/v1/leads.csv?state=sal&col=state", headers=api.headers)
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert [row[1:] for row in rows] == [["lead", "state"], ["B works", "sal"]]
    assert api.get("/nothing.csv").status == 404
    (error,) = api.get("/leads.csv", stat="sal", cursor="").problem["errors"]
    assert (error["pointer"], error["code"]) == ("/stat", "unknown_field")
