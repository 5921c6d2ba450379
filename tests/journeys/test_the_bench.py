"""`tasuki bench` itself: every scenario runs, and what it leaves can be read by a program."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.figure import Figure, at_least, at_most, of_floor
from bench.run import table
from bench.scenarios.promises import Telling, is_as_owed

ROOT = Path(__file__).resolve().parents[2]


def test_a_figure_is_short_when_one_of_its_bounds_does_not_hold() -> None:
    both = (of_floor(0.2), at_least(5_000))

    assert Figure("import", 6_000, "rows/s", 20_000, both).verdict == "ok"
    assert Figure("import", 6_000, "rows/s", 40_000, both).verdict == "short"
    assert Figure("import", 4_000, "rows/s", 10_000, both).verdict == "short"
    assert Figure("list", 60, "ms", musts=(at_most(50),)).verdict == "short"
    assert Figure("worded", 1, "/s").verdict == ""


def test_the_table_says_what_was_measured_and_what_it_must_be() -> None:
    shown = table([Figure("convert", 412.4, "/s", 824.8, (of_floor(0.4),), "p95 4 ms")])

    assert shown.splitlines()[1].split() == [
        "convert", "412", "/s", "825", "0.50", "≥", "0.4", "×", "floor", "ok", "p95", "4", "ms",
    ]  # fmt: skip


def test_a_promise_is_told_as_owed_only_when_each_of_its_moments_is_told_once_and_in_order() -> None:
    noon = datetime(2026, 7, 13, 12, tzinfo=UTC)
    warning, breach = Telling("sla.warned", "0.9", noon), Telling("sla.breached", "", noon)
    backup = Telling("sla.escalated", "backup", noon + timedelta(days=1))
    way, until = [warning, breach, backup], noon + timedelta(hours=1)

    assert is_as_owed([warning, breach], way, until)
    assert not is_as_owed([breach, warning], way, until)
    assert not is_as_owed([warning], way, until)
    assert not is_as_owed([warning, breach, breach], way, until)
    assert not is_as_owed([warning, breach, backup], way, until)


def test_a_rung_that_reaches_nobody_owes_the_next_one_at_its_own_moment() -> None:
    noon = datetime(2026, 7, 13, 12, tzinfo=UTC)
    backup, manager = (
        Telling("sla.escalated", rung, noon + timedelta(days=day))
        for day, rung in enumerate(("backup", "manager"))
    )
    along, until = Telling("sla.escalated", "manager", noon), noon + timedelta(hours=1)
    passed_on = Telling("sla.escalated", "backup", noon, passes_on=True)

    assert is_as_owed([passed_on, along], [backup, manager], until)
    assert not is_as_owed([passed_on], [backup, manager], until)
    assert not is_as_owed([backup, along], [backup, manager], until)


@pytest.mark.timeout(300)
def test_every_scenario_runs_and_leaves_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    run = subprocess.run(
        [sys.executable, "-m", "bench", "--small", "--json", "--out", str(file)],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]

    result = json.loads(file.read_text())
    assert json.loads(run.stdout) == result
    told = {figure["what"]: figure for figure in result["figures"]}
    assert result["small"]
    assert told["SQL statements of a conversion"]["verdict"] == "ok"
    assert told["create one lead over HTTP, 8 clients"]["floor"] > 0
    may_be_none = {what for what, figure in told.items() if "≤ 0" in figure["must"]}
    assert not [what for what, figure in told.items() if figure["figure"] <= 0 and what not in may_be_none]
