"""`tasuki report NAME --format html|pdf`: one report to take along."""

from __future__ import annotations

from pathlib import Path

from tasuki.cli.tests.conftest import Tasuki
from tasuki.insight.tests.history import Life, write
from tasuki.platform.people.models import Person


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
