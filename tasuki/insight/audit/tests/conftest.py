"""Files written as another system would, and the command on the test's clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tasuki.cli.tests.conftest import clock as clock
from tasuki.cli.tests.conftest import tasuki as tasuki

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write("leads.csv", "Lead ID,Status\\n…", encoding="cp932")``."""

    def write(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write
