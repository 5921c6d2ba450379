"""`tasuki report NAME --format html|pdf`: one report to take along."""

from __future__ import annotations

from pathlib import Path

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.registry import all_reports
from tasuki.insight.tests.history import Life, write
from tasuki.platform.people.models import Person
from tasuki.playbooks.queries import in_force


def test_a_report_is_written_as_a_page_and_on_paper(
    db: None, kei: Person, tasuki: Tasuki, tmp_path: Path
) -> None:
    write([Life(70, (0.5, 0.5))])
    page, paper = tmp_path / "funnel.html", tmp_path / "funnel.pdf"
    assert (
        tasuki(
            "report", "funnel", "--format", "html", "--out", str(page), "--lang", "ja", as_="kei"
        ).exit_code
        == 0
    )
    said = page.read_text("utf-8")
    assert "<svg" in said
    assert "すべて" in said or "全体" in said or "合計" in said
    told = tasuki("report", "funnel", "--format", "pdf", "--out", str(paper), "--json", as_="kei").json
    assert told["out"] == str(paper)
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_report_is_written_in_the_other_formats_as_well(
    agreement: None, kei: Person, tasuki: Tasuki, tmp_path: Path
) -> None:
    write([Life(70, (0.5, 0.5))])
    rows, chart = tmp_path / "funnel.csv", tmp_path / "funnel.svg"
    said = tasuki("report", "funnel", "--format", "csv", "--out", str(rows), "--chart", str(chart), as_="kei")
    assert said.exit_code == 0
    assert str(rows) in said.stdout
    assert len(rows.read_text("utf-8").splitlines()) > 1
    assert chart.read_text("utf-8").startswith("<svg")


def test_a_report_that_tells_words_among_its_numbers_stands_in_a_terminal(
    agreement: None, kei: Person, tasuki: Tasuki
) -> None:
    write([Life(70, (0.5, 0.5, 1, 1, 1), deal="open", amount=3)])
    worded = [
        key
        for key, one in all_reports().items()
        if any(column.kind == "text" for table in one.tables(in_force()) for column in table.columns)
    ]
    assert {key: tasuki("report", key, as_="kei").exit_code for key in worded} == dict.fromkeys(worded, 0)
    assert "benchmarks" in worded


def test_the_rows_behind_a_number_are_listed_in_a_terminal(
    agreement: None, kei: Person, tasuki: Tasuki
) -> None:
    write(
        [
            Life(70, (0.5, 0.5), "referral"),
            Life(71, (0.5, 0.5), "inbound"),
            Life(72, weekly="met", source="inbound"),
        ]
    )
    words = ("report", "funnel", "--by", "source", "--rows", "reached.sal")
    found = tasuki(*words, "--group", "referral", "--json", as_="kei").json
    assert [one["record"] for one in found["items"]] == ["lead"]
    assert len(tasuki(*words, "--json", as_="kei").json["items"]) == 2
    told = tasuki("report", "promises", "--rows", "promises.made", "--lang", "ja", as_="kei")
    assert "インバウンド, 2026年9月1日(火)" in told.stdout
    assert tasuki("report", "funnel", "--rows", "reached.nothing", as_="kei").exit_code == 2
