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
from tasuki.insight.columns import Cell
from tasuki.insight.drill import rows_behind
from tasuki.insight.registry import all_reports
from tasuki.insight.report import Report, answer
from tasuki.insight.tables import Filled, Row
from tasuki.insight.tests.history import LIVES, Life, write
from tasuki.playbooks.presets import load_preset

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
BOOK = load_preset("article")
DIFFERENT = [one for one in all_reports().values() if one.key != "leak"]
"""The leak adds up the very tables of the diagnosis."""
SPLITS = st.sampled_from([(), ("source",), ("month",), ("segment", "source"), ("week",)])


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


def listed(table: Filled, row: Row, column: str, question: Asked, *, everything: bool) -> int:
    group = None if everything else ["" if value is None else str(value) for value in row.group]
    seen, cursor = 0, ""
    while True:
        page = rows_behind(table.table, column, group, question, cursor=cursor, limit=7)
        seen += len(page.rows)
        if page.following is None:
            return seen
        cursor = page.following


@pytest.mark.django_db
@pytest.mark.parametrize("report", DIFFERENT, ids=lambda report: report.key)
@given(lives=LIVES, by=SPLITS)
@settings(max_examples=12)
def test_every_number_equals_its_list(report: Report, lives: list[Life], by: tuple[str, ...]) -> None:
    write(lives)
    question = asked(*(one for one in by if one in report.by))
    for table in answer(report, question, BOOK).tables:
        for row, everything in [*((row, False) for row in table.rows), (table.total, True)]:
            for column in table.table.columns:
                found: Any = row.cells[column.key]
                assert listed(table, row, column.key, question, everything=everything) == counted(
                    found, column.kind
                ), (table.table.key, column.key, row.group)


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
