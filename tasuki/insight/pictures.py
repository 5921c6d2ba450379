"""Charts as pictures, for paper, mail and files: drawn by the same Vega as on the page, in the desk's own letters.

A picture takes up to a second or two, and whoever draws keeps a hundred megabytes. A process of its own draws the
charts of a paper and takes that with it, so that whoever serves pages or does jobs stays small.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tasuki.insight.charts import LOOKS, Look

DRAWING = Path(__file__).with_name("drawing.py")
WIDTH = 640
IN_A_LETTER = 480
"""A letter is read on a telephone as well, where a wider picture would be made small."""
ROOM_FOR_NAMES: Mapping[str, Any] = {"axisY": {"labelLimit": 240}}
"""Paper has more of it than a telephone."""
SIDE_BY_SIDE = 2
LONGEST_SECONDS = 30
"""For one picture."""
Spec = Mapping[str, Any]


def svgs_of(specs: Sequence[Spec], look: Look = "light") -> list[str]:
    config = {**LOOKS[look], **ROOM_FOR_NAMES}
    charts = [{"spec": _still(spec), "config": config, "scale": None} for spec in specs]
    return [picture.decode() for picture in _drawn_apart(charts)]


def pngs_of(specs: Sequence[Spec], look: Look = "light", scale: float = 2, width: int = WIDTH) -> list[bytes]:
    """The charts as PNG, with ``scale`` dots for each of their points; what their colours mean stands line by line
    where they are narrow."""
    config = dict(LOOKS[look])
    if width < WIDTH:
        config["legend"] = {**config["legend"], "columns": 1}
    return _drawn_apart([{"spec": _still(spec, width), "config": config, "scale": scale} for spec in specs])


def _drawn_apart(charts: Sequence[Mapping[str, Any]]) -> list[bytes]:
    if not charts:
        return []
    done = subprocess.run(
        [sys.executable, "-I", str(DRAWING)],
        input=json.dumps(charts).encode(),
        stdout=subprocess.PIPE,
        timeout=LONGEST_SECONDS * len(charts),
        check=True,
    )
    return [base64.b64decode(picture) for picture in json.loads(done.stdout)]


def _still(spec: Spec, width: int = WIDTH) -> dict[str, Any]:
    """A page is as wide as it is; paper has a width, on which many panels stand two by two."""
    if "facet" not in spec:
        return {**spec, "width": width}
    row = spec["facet"]["row"]
    if len(row["sort"]) <= SIDE_BY_SIDE or width < WIDTH:
        return {**spec, "spec": {**spec["spec"], "width": width * 2 // 3}}
    return {**spec, "facet": row, "columns": 2, "spec": {**spec["spec"], "width": WIDTH * 2 // 3}}
