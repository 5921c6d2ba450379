"""Reports asked of exported files by another engine answer as the database does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.asking import asking
from tasuki.insight.files.engine import Files
from tasuki.insight.files.export import export_facts
from tasuki.insight.registry import all_reports
from tasuki.insight.report import Answer, answer
from tasuki.insight.tests.history import Life, dense, write
from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.refusals import Forbidden, Invalid
from tasuki.playbooks.presets import load_preset
from tasuki.records.noting import note_what_leads_lack
from tasuki.rules.wording import Sentence

AT = datetime.fromisoformat("2026-12-31T06:00:00+00:00")
BOOK = load_preset("article")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agreement")]


def question(*by: str, **only: str) -> Asked:
    return Asked(date(2026, 9, 15), date(2026, 12, 31), AT, "Asia/Tokyo", by, only)


def numbers(found: Answer) -> Mapping[Any, Any]:
    """Every cell by its table, line and column."""
    lines = [(one, row) for one in found.tables for row in (*one.rows, one.total)]
    return {
        (table.table.key, row.group, key): _plain(cell.value)
        for table, row in lines
        for key, cell in row.cells.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Sentence):
        return value.spoken("en")
    return pytest.approx(value, abs=1e-6) if isinstance(value, float) else value or None


def test_every_report_says_the_same_of_the_files_as_of_the_database(tmp_path: Path) -> None:
    write(dense(5))
    note_what_leads_lack(BOOK)
    export_facts(tmp_path / "facts", by=SYSTEM, at=AT)
    files = Files(tmp_path / "facts")
    questions = (question(), question("month", "source"), question("message", "team"), question(message="s"))
    for report in all_reports().values():
        for one in questions:
            if all(key in (*report.by, *report.narrows) for key in (*one.by, *one.only)):
                asked_here = numbers(answer(report, one, BOOK))
                with asking(files):
                    assert numbers(answer(report, one, BOOK)) == asked_here, (report.key, one.by)


def test_files_hold_no_names_and_lie_by_month(tmp_path: Path) -> None:
    write([Life(1, (1, 1, 1, 1, 1), sdr="aoi"), Life(40, sdr="aoi")])
    found = export_facts(tmp_path / "facts", by=SYSTEM, at=AT)
    assert (found.rows["lead_facts"], found.rows["deal_facts"]) == (2, 1)
    months = sorted(one.name for one in (tmp_path / "facts" / "lead_facts").iterdir())
    assert months == ["in_month=2026-09", "in_month=2026-10"]
    files = Files(tmp_path / "facts")
    names = files.fetched("SELECT name FROM person_facts UNION SELECT name FROM deal_facts", {})
    assert names == [("",)]


def test_an_export_replaces_an_earlier_one_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    write([Life(1)])
    export_facts(folder, by=SYSTEM, at=AT)
    write([Life(2)])
    assert export_facts(folder, by=SYSTEM, at=AT).rows["lead_facts"] == 2
    assert Files(folder).fetched("SELECT count(*) FROM lead_facts", {}) == [(2,)]
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "love.txt").write_text("…")
    with pytest.raises(Invalid):
        export_facts(tmp_path / "letters", by=SYSTEM, at=AT)
    with pytest.raises(Invalid):
        Files(tmp_path / "letters")


def test_who_does_not_operate_the_system_takes_no_facts_out(as_: Any, sora: Any, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        export_facts(tmp_path / "facts", by=as_(sora), at=AT)
