"""The report of an audit as a PDF: the same sections, tables and charts as on its page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tasuki.desk.papers.press import typeset
from tasuki.insight.audit.telling.parts import Block, Drawing, Grid
from tasuki.insight.audit.telling.report import Told

TEMPLATE = Path(__file__).with_name("audit.typ")


def print_audit(told: Told) -> bytes:
    """The PDF of a report that is already worded."""
    parts = [{"title": part.title, "blocks": [_block(block) for block in part.blocks]} for part in told.parts]
    paper = {"lang": told.language, "title": told.title, "beneath": told.beneath, "parts": parts}
    return typeset(TEMPLATE, "audit", paper)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Drawing):
        return {"kind": "drawing", "svg": block.svg, "caption": block.caption}
    if isinstance(block, Grid):
        return {
            "kind": "grid",
            "caption": block.caption,
            "headings": list(block.headings),
            "numbers": [place in block.numbers for place in range(len(block.headings))],
            "rows": [list(row) for row in block.rows],
        }
    if isinstance(block, tuple):
        figures = [{"label": one.label, "value": one.value, "beside": one.beside} for one in block]
        return {"kind": "figures", "figures": figures}
    return {"kind": "text", "text": block}
