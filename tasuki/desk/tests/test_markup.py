"""The pages stand under a strict policy: nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1]
TEMPLATES = sorted((DESK / "templates").rglob("*.html"))
PAPERS = DESK / "templates" / "desk" / "papers"
STYLES = {"a style attribute", "a style element"}
"""A paper leaves as a file or a mail, and is no page under the policy: it brings its looks along, and nothing else."""
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "something from elsewhere": re.compile(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//"""),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_nothing_inline_and_nothing_from_elsewhere(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    found = {what for what, pattern in INLINE.items() if pattern.search(text)}
    assert not found - (STYLES if template.is_relative_to(PAPERS) else set())


@pytest.mark.parametrize(
    "sheet", sorted((DESK / "static" / "desk").glob("*.css")), ids=lambda path: path.name
)
def test_a_style_sheet_asks_nobody_else_for_anything(sheet: Path) -> None:
    assert "//" not in re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"))
