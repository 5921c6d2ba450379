"""Every number of every report equals the list behind it, whatever the history and however it is split."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.insight.asked import Asked, Seen
from tasuki.insight.behind import known
from tasuki.insight.columns import Cell
from tasuki.insight.dimensions import DIMENSIONS
from tasuki.insight.drill import rows_behind
from tasuki.insight.registry import all_reports, report_named
from tasuki.insight.report import Report, answer
from tasuki.insight.tables import Filled, Row
from tasuki.insight.tests.history import LIVES, Life, dense, write
from tasuki.playbooks.presets import load_preset

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
BOOK = load_preset("article")
DIFFERENT = [one for one in all_reports().values() if one.key != "leak"]
"""The leak adds up the very tables of the diagnosis."""
Page = tuple[str, tuple[UUID, ...]]
SPLITS = st.sampled_from(
    [(), ("source",), ("month",), ("source", "campaign"), ("segment", "source"), ("week",)]
)


def asked(*by: str, since: date = date(2026, 9, 1), until: date = date(2026, 12, 31), **only: str) -> Asked:
    return Asked(since, until, AT, "Asia/Tokyo", by, only)


def counted(cell: Cell, kind: str) -> int:
    """How many rows the number claims to stand on."""
    if cell.behind is not None:
        return cell.behind
    if kind == "count":
        return int(cell.value)
    if kind == "share":
        return round((cell.value or 0) * (cell.whole or 0))
    return cell.whole or 0


def listed(
    table: Filled, row: Row, column: str, question: Asked, seen: dict[Page, int], *, everything: bool
) -> int:
    """How many records a reader sees in the list; ``seen`` are the pages that were read before."""
    group = None if everything else ["" if value is None else str(value) for value in row.group]
    number, cursor = 0, ""
    while True:
        page = rows_behind(table.table, column, group, question, cursor=cursor, limit=7)
        place = page.facts.name, page.ids
        if place not in seen:
            seen[place] = len(known(page, BOOK, "en"))
        number += seen[place]
        if page.following is None:
            return number
        cursor = page.following


@pytest.mark.django_db
@pytest.mark.parametrize("report", DIFFERENT, ids=lambda report: report.key)
@given(lives=LIVES, by=SPLITS)
@settings(max_examples=12)
def test_every_number_equals_its_list(report: Report, lives: list[Life], by: tuple[str, ...]) -> None:
    write(lives)
    question, seen = asked(*(one for one in by if one in report.by)), dict[Page, int]()
    for table in answer(report, question, BOOK).tables:
        for row, everything in [*((row, False) for row in table.rows), (table.total, True)]:
            for column in table.table.columns:
                found: Any = row.cells[column.key]
                rows = listed(table, row, column.key, question, seen, everything=everything)
                assert rows == counted(found, column.kind), (table.table.key, column.key, row.group)


@pytest.mark.django_db
def test_the_list_of_either_or_keeps_to_the_period_and_to_what_its_reader_may_see() -> None:
    """“Dead early, or stuck early” is two conditions; neither may open the list to everything."""
    write([Life(0, (1, 1, 1, 1, 1), deal="open", amount=1)])
    table = next(one for one in all_reports()["diagnosis"].tables(BOOK) if one.key == "made")
    made_then = asked(since=date(2026, 8, 1))
    assert len(rows_behind(table, "unreal", None, made_then).rows) == 1
    assert not rows_behind(table, "unreal", None, asked(since=date(2026, 11, 1))).rows
    a_stranger = replace(made_then, seen=Seen((UUID(int=1),), nobodys=False))
    assert not rows_behind(table, "unreal", None, a_stranger).rows


@pytest.mark.django_db
def test_a_promise_about_no_lead_stands_in_its_list_for_itself() -> None:
    """Sales' word of a week on a source is owed, and nobody's lead is what it is about."""
    write([Life(3, weekly="late", source="referral"), Life(1, (1,), promise="met")])
    table = next(one for one in all_reports()["promises"].tables(BOOK) if one.key == "promises")
    promise, lead = known(rows_behind(table, "made", None, asked()), BOOK, "ja")
    assert (promise.record, promise.name, promise.detail, promise.state) == (
        "clock", "SL-11 ソース別リード品質の週次フィードバック", "紹介, 2026年9月1日(火)", "late",
    )  # fmt: skip
    assert lead.record == "lead"


@pytest.mark.django_db
def test_what_has_no_source_stands_on_one_line_whether_it_is_empty_or_there_is_no_lead_to_have_one() -> None:
    write([Life(2, weekly="met"), Life(1, (1,), promise="met", source="")])
    question = asked("source")
    table = next(one for one in all_reports()["promises"].tables(BOOK) if one.key == "sides")
    filled = next(
        one for one in answer(all_reports()["promises"], question, BOOK).tables if one.table is table
    )
    assert [row.group[1] for row in filled.rows] == ["", ""]
    assert [len(rows_behind(table, "made", row.group, question).rows) for row in filled.rows] == [1, 1]


@pytest.mark.django_db
def test_what_is_said_of_the_lines_is_so_of_those_that_are_not_shown_as_well() -> None:
    write(dense(4))
    report, question = all_reports()["diagnosis"], asked()
    whole, short = (answer(report, question, BOOK, most=most) for most in (None, 1))
    assert [len(one.rows) for one in short.tables if one.table.key == "by_pair"] == [1]
    assert {one.cut_off for one in short.tables if one.table.key == "by_pair"} == {True}
    assert not any(one.cut_off for one in whole.tables)
    assert short.diagnoses == whole.diagnoses


def test_what_is_cut_off_is_the_smallest_or_the_earliest() -> None:
    (table,) = (one for one in report_named("acceptance").tables(BOOK) if one.key == "handed")
    lines = tuple(Row((name,), {}) for name in ("2026-09-01", "2026-10-01", "2026-11-01"))
    for split, shown in (("month", lines[1:]), ("source", lines[:2])):
        filled = Filled(table, (DIMENSIONS[split],), lines, Row((), {}))
        assert filled.shortened(2) == replace(filled, rows=shown, cut_off=True)


@pytest.mark.django_db
def test_what_came_of_a_line_of_the_agreement_is_the_same_however_the_numbers_are_split() -> None:
    write([Life(1, (1,), promise="met", source="referral"), Life(1, (1,), promise="late", amount=3)])
    report = all_reports()["attainment"]
    together, split = (answer(report, question, BOOK).notes for question in (asked(), asked("source")))
    assert [note.spoken("en") for note in together] == [note.spoken("en") for note in split]
