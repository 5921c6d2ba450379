"""Tables for a terminal, where a Japanese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "
LONGEST = 44


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """The rows under their headings; a long cell is cut with “…”. No rows, no table."""
    if not rows:
        return []
    cells = [[_cut(_shown(cell)) for cell in row] for row in (headings, *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(headings))]
    return [
        GAP.join(_padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def pairs(facts: Sequence[tuple[str, object]]) -> list[str]:
    """Label and value, one below the other; what is empty is left out."""
    told = [(label, _shown(value)) for label, value in facts if value not in (None, "", (), [])]
    wide = max((width(label) for label, _ in told), default=0)
    return [f"{_padded(label, wide)}{GAP}{value}" for label, value in told]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _shown(cell: object) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, list | tuple):
        return ", ".join(str(one) for one in cell)
    return " ".join(str(cell).split())


def _cut(text: str) -> str:
    if width(text) <= LONGEST:
        return text
    kept = ""
    for one in text:
        if width(kept + one) >= LONGEST:
            break
        kept += one
    return f"{kept}…"


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - width(text))
