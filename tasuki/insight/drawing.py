"""The press for charts, which can also be a process of its own: ``python -m tasuki.insight.drawing`` reads a
specification and its look as JSON and writes SVG. It imports nothing else of the product, so that it begins at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

VEGA_LITE = "6.4"
LETTERS = Path(__file__).parents[1] / "desk" / "static" / "vendor" / "fonts"


def draw_svg(spec: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    """The chart as SVG; its letters are drawn as text in the fonts that the desk brings along."""
    drawn = press().vegalite_to_svg(
        dict(spec), vl_version=VEGA_LITE, config=dict(config), allowed_base_urls=[]
    )
    return str(drawn)


@cache
def press() -> Any:
    import vl_convert  # thirty megabytes that only who draws needs

    vl_convert.register_font_directory(str(LETTERS))
    return vl_convert


if __name__ == "__main__":
    told = json.load(sys.stdin)
    sys.stdout.buffer.write(draw_svg(told["spec"], told["config"]).encode())
