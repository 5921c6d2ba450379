"""The press for charts, a process of its own: it reads charts as JSON, each with its specification, its look and its
``scale`` for PNG or none for SVG, and writes the pictures, in their order, in Base64. It imports nothing else of the
product, so that it begins at once."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import vl_convert

VEGA_LITE = "6.4"
LETTERS = Path(__file__).parents[1] / "desk" / "static" / "vendor" / "fonts"


def draw(chart: Mapping[str, Any]) -> bytes:
    """Its letters are drawn as text in the fonts that the desk brings along."""
    told = {"vl_version": VEGA_LITE, "config": chart["config"], "allowed_base_urls": []}
    if chart["scale"] is None:
        return str(vl_convert.vegalite_to_svg(chart["spec"], **told)).encode()
    return bytes(vl_convert.vegalite_to_png(chart["spec"], scale=chart["scale"], **told))


if __name__ == "__main__":
    vl_convert.register_font_directory(str(LETTERS))
    json.dump([base64.b64encode(draw(one)).decode() for one in json.load(sys.stdin)], sys.stdout)
