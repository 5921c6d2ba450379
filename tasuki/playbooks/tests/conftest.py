"""The contract's dossier: a lead that meets the article's opportunity gate, to be changed by each test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

WORKED = Path(__file__).parents[3] / "examples" / "worked"


@pytest.fixture
def contract() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((WORKED / "base.json").read_text(encoding="utf-8"))
    return facts
