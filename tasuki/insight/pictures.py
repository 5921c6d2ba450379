"""A chart as a picture, for paper, mail and files: drawn by the same Vega as on the page, in the desk's own letters.

It takes up to a second or two. Commands and jobs draw it themselves; a request has it drawn apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from tasuki.insight.charts import LOOKS, Look
from tasuki.insight.drawing import VEGA_LITE, draw_svg, press

WIDTH = 640
IN_A_LETTER = 480
"""A letter is read on a telephone as well, where a wider picture would be made small."""
ROOM_FOR_NAMES: Mapping[str, Any] = {"axisY": {"labelLimit": 240}}
"""Paper has more of it than a telephone."""
SIDE_BY_SIDE = 2
LONGEST_SECONDS = 30
Draw = Callable[[Mapping[str, Any]], str]


def svg_of(spec: Mapping[str, Any], look: Look = "light") -> str:
    return draw_svg(_still(spec), {**LOOKS[look], **ROOM_FOR_NAMES})


def svg_apart(spec: Mapping[str, Any]) -> str:
    """The same picture from a process of its own: a web server keeps neither the press nor its hundred megabytes."""
    told = json.dumps({"spec": _still(spec), "config": {**LOOKS["light"], **ROOM_FOR_NAMES}}).encode()
    command = [sys.executable, "-m", "tasuki.insight.drawing"]
    done = subprocess.run(command, input=told, stdout=subprocess.PIPE, timeout=LONGEST_SECONDS, check=True)
    return done.stdout.decode()


def png_of(spec: Mapping[str, Any], look: Look = "light", scale: float = 2, width: int = WIDTH) -> bytes:
    """The chart as PNG, with ``scale`` dots for each of its points; what its colours mean stands line by line where
    it is narrow."""
    config = dict(LOOKS[look])
    if width < WIDTH:
        config["legend"] = {**config["legend"], "columns": 1}
    drawn = press().vegalite_to_png(
        _still(spec, width), vl_version=VEGA_LITE, scale=scale, config=config, allowed_base_urls=[]
    )
    return bytes(drawn)


def _still(spec: Mapping[str, Any], width: int = WIDTH) -> dict[str, Any]:
    """A page is as wide as it is; paper has a width, on which many panels stand two by two."""
    if "facet" not in spec:
        return {**spec, "width": width}
    row = spec["facet"]["row"]
    if len(row["sort"]) <= SIDE_BY_SIDE or width < WIDTH:
        return {**spec, "spec": {**spec["spec"], "width": width * 2 // 3}}
    return {**spec, "facet": row, "columns": 2, "spec": {**spec["spec"], "width": WIDTH * 2 // 3}}
