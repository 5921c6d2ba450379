"""The press: set by Typst, in the desk's own Japanese letters, with nothing fetched from anywhere (decision 0013)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

LETTERS = Path(__file__).parents[1] / "static" / "vendor" / "fonts"


def typeset(template: Path, name: str, told: Mapping[str, Any]) -> bytes:
    """The PDF of a template, which finds what is told under ``sys.inputs``' ``name``."""
    import typst  # seven megabytes that only who prints needs

    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(LETTERS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={name: orjson.dumps(told).decode()},
    )
