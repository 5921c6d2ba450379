"""Servers of their own for these tests, in short-lived homes; nothing here touches the tests' shared database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasuki.platform.server.cluster import FASTER_BUT_LOST_WITH_THE_POWER
from tasuki.platform.server.folders import find_folders
from tasuki.platform.server.postgres import EmbeddedPostgres


@contextmanager
def temporary_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="tasuki-server-"))
    made.chmod(0o755)
    yield made
    for record in made.rglob("postgres.json"):
        EmbeddedPostgres(record.parent).stop()
        folders = find_folders(record.parent)
        assert folders is not None
        shutil.rmtree(folders.server)
        shutil.rmtree(folders.socket, ignore_errors=True)
    shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may pass through, as pytest's own (0700) is not."""
    with temporary_folder() as made:
        yield made


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedPostgres]:
    """One server for the tests that leave it running."""
    with temporary_folder() as made:
        server = EmbeddedPostgres(made / "home", settings=FASTER_BUT_LOST_WITH_THE_POWER)
        server.ensure_started()
        yield server


@pytest.fixture
def home(folder: Path) -> Path:
    return folder / "home"


@pytest.fixture
def server(home: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(home, settings=FASTER_BUT_LOST_WITH_THE_POWER)


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has another account run the server")
