"""The press: set by Typst, in the desk's own Japanese letters, with nothing fetched from anywhere (decision 0013).

Typst keeps what it has once set, forty megabytes after a page and a hundred after an agreement. A process of its own
prints each paper (`pressing.py`) and takes that with it, so that whoever serves pages stays small.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

LETTERS = Path(__file__).parents[1] / "static" / "vendor" / "fonts"
PRESSING = Path(__file__).with_name("pressing.py")
PATIENCE = 120
"""Seconds after which a paper is given up."""


def typeset(template: Path, name: str, told: Mapping[str, Any]) -> bytes:
    """The PDF of a template, which finds what is told under ``sys.inputs``' ``name``."""
    asked = {
        "template": str(template),
        "letters": str(LETTERS),
        "inputs": {name: orjson.dumps(told).decode()},
    }
    printed = subprocess.run(
        [sys.executable, "-I", str(PRESSING)],
        input=orjson.dumps(asked),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    if printed.returncode:
        raise PressFailed(printed.stderr.decode(errors="replace")[-2000:])
    return printed.stdout


class PressFailed(Exception):
    """Typst could not set the paper, and says why."""
