"""Whoever ends the making of the demo company leaves neither half of it nor a trace of what went on inside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tasuki.cli.demo import database, seeding


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_hand_beside_ends_quietly_when_whoever_asked_has_gone() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tasuki.cli.demo.beside"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stderr, told.stdout) == (0, "", "")


def test_half_a_company_is_thrown_away_when_the_command_is_ended(
    db: None, tasuki: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    removed: list[bool] = []

    def ended(*asked: Any, **named: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(database, "prepare", lambda: None)
    monkeypatch.setattr(database, "remove", lambda: removed.append(True))
    monkeypatch.setattr(seeding, "seed", ended)
    told = tasuki("demo", "--no-serve")
    assert (told.exit_code, removed) == (130, [True])
