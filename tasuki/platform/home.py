"""Where this installation lives, and whether this process works for the demo company."""

from __future__ import annotations

import os
from pathlib import Path

DEMO_DATABASE = "tasuki_demo"


def home() -> Path:
    """Where this installation keeps its data and secrets (``TASUKI_HOME``, default ``.tasuki/``)."""
    return Path(os.environ.get("TASUKI_HOME", ".tasuki")).resolve()


def is_demo() -> bool:
    """Whether this process works for the demo company, which lives in a database of its own (``TASUKI_DEMO=1``)."""
    return os.environ.get("TASUKI_DEMO") == "1"
