"""The handoff brief as a PDF: set by Typst, in the desk's own Japanese letters, with nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import typst

TEMPLATE = Path(__file__).with_name("brief.typ")
LETTERS = Path(__file__).parents[1] / "static" / "vendor" / "fonts"


def print_brief(told: Mapping[str, Any]) -> bytes:
    """The PDF of a brief that was put into one language (`tasuki.desk.panels.handoff.brief_on_paper`)."""
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(LETTERS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"brief": orjson.dumps(told).decode()},
    )
