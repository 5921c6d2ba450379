from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.journal import append
from tasuki.platform.people.models import Person
from tasuki.stages.intake.importing.outcome import Outcome
from tasuki.stages.intake.importing.run import import_file

Bring = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def intake_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from these events in other stages is the flow's, and is tested there."""
    monkeypatch.setattr(append, "_listeners", [])


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[..., Path]:
    """``file_of("a,b\\n1,2\\n")``: a file with these characters, or these bytes."""

    def make(content: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def bring(file_of: Callable[..., Path], sora: Person, as_: Callable[[Person], Actor], at: datetime) -> Bring:
    """Sora imports this content: ``bring("leads", "Email\\na@b.co\\n")``."""

    def run(kind: str, content: str | bytes, encoding: str = "utf-8", **options: Any) -> Outcome:
        path = file_of(content, f"{kind}.csv", encoding)
        return import_file(kind, path, by=as_(sora), at=at, **options)

    return run
