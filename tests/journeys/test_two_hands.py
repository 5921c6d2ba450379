"""The demo company is the same whether one process tells all lives or three tell a part each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tasuki.platform.server.postgres import EmbeddedPostgres
from tasuki.platform.server.testing import home_for_tests, start_for_tests

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(600)
def test_two_processes_make_the_company_that_one_makes(tmp_path: Path) -> None:
    start_for_tests()
    server = EmbeddedPostgres(home_for_tests())

    def company(processes: int) -> dict[str, list[str]]:
        name = f"demo_{uuid4().hex[:8]}"
        url = server.create_database(name).dsn()
        environ = {
            **os.environ,
            "DATABASE_URL": url,
            "TASUKI_HOME": str(tmp_path / "home"),
            "TASUKI_DEMO": "0",
        }
        command = [sys.executable, "-m", "tests.journeys.two_hands", str(processes)]
        try:
            told = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
        finally:
            server.drop_database(name)
        assert told.returncode == 0, told.stderr
        found: dict[str, list[str]] = json.loads(told.stdout)
        return found

    by_one, by_two = company(1), company(2)
    assert len(by_one["records_lead"]) > 120
    assert len(by_one["journal_event"]) > 1000
    assert by_one.keys() == by_two.keys()
    assert [table for table in by_one if by_one[table] != by_two[table]] == []
