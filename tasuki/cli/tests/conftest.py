"""The command as somebody types it, on the test database and with a clock that the test moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from tasuki.cli import main


@dataclass(frozen=True)
class Told:
    """What a command left behind: its exit code, what it printed, and what it said on stderr."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass
class FrontDoorClock:
    at: datetime

    def ahead(self, **span: float) -> None:
        self.at += timedelta(**span)


Tasuki = Callable[..., Told]


@pytest.fixture
def clock(at: datetime, monkeypatch: pytest.MonkeyPatch) -> FrontDoorClock:
    """What the command line takes for now; begins at ``at``."""
    clock = FrontDoorClock(at)
    monkeypatch.setattr("tasuki.platform.time.now.now", lambda: clock.at)
    return clock


@pytest.fixture
def tasuki(clock: FrontDoorClock, monkeypatch: pytest.MonkeyPatch) -> Tasuki:
    """``tasuki("lead", "list", as_="aoi")``; with ``stdin`` for what is piped in."""
    for name in ("TASUKI_PERSON", "TASUKI_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")

    def run(*words: object, as_: str = "", stdin: object = None) -> Told:
        piped = (
            None
            if stdin is None
            else stdin
            if isinstance(stdin, str)
            else json.dumps(stdin, ensure_ascii=False)
        )
        typed = [str(word) for word in words]
        result = CliRunner().invoke(main, [*typed, "--as", as_] if as_ else typed, input=piped)
        return Told(result.exit_code, result.stdout, result.stderr)

    return run
