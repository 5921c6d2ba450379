"""The press: a paper is set by a process that ends with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tasuki.desk.papers.press import PressFailed, typeset


def test_whoever_serves_pages_prints_without_keeping_what_prints(tmp_path: Path) -> None:
    paper = tmp_path / "paper.typ"
    paper.write_text('#json(bytes(sys.inputs.at("told"))).at("name")')
    assert typeset(paper, "told", {"name": "山田製作所"}).startswith(b"%PDF-")
    assert "typst" not in sys.modules


def test_a_paper_that_cannot_be_set_says_why(tmp_path: Path) -> None:
    paper = tmp_path / "paper.typ"
    paper.write_text("#nothing-of-this-name")
    with pytest.raises(PressFailed, match="unknown variable"):
        typeset(paper, "told", {})
