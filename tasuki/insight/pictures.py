"""A chart as a picture, for paper, mail and files: drawn by the same Vega as on the page, in the desk's own letters.

It takes up to a second or two: for commands and jobs, never for a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tasuki.insight.charts import LOOKS, Look

VEGA_LITE = "6.4"
WIDTH = 640
LETTERS = Path(__file__).parents[1] / "desk" / "static" / "vendor" / "fonts"


def svg_of(spec: Mapping[str, Any], look: Look = "light") -> str:
    """The chart as SVG; its letters are drawn as text in the fonts that the desk brings along."""
    press = _press()
    return str(
        press.vegalite_to_svg(
            _still(spec), vl_version=VEGA_LITE, config=dict(LOOKS[look]), allowed_base_urls=[]
        )
    )


def png_of(spec: Mapping[str, Any], look: Look = "light", scale: float = 2) -> bytes:
    """The chart as PNG, with ``scale`` dots for each of its points."""
    press = _press()
    return bytes(
        press.vegalite_to_png(
            _still(spec), vl_version=VEGA_LITE, scale=scale, config=dict(LOOKS[look]), allowed_base_urls=[]
        )
    )


def _still(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A page is as wide as it is; paper has a width."""
    if "facet" in spec:
        return {**spec, "spec": {**spec["spec"], "width": WIDTH}}
    return {**spec, "width": WIDTH}


@cache
def _press() -> Any:
    import vl_convert  # thirty megabytes that only who draws needs

    vl_convert.register_font_directory(str(LETTERS))
    return vl_convert
