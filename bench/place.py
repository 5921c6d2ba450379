"""A database of the bench's own, as an installation would have it, in a folder that goes when the bench ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tasuki.platform.server.folders import find_folders
from tasuki.platform.server.postgres import EmbeddedPostgres

NOT_OURS = ("DATABASE_URL", "TASUKI_DEMO", "TASUKI_RATE", "TASUKI_PERSON")


@dataclass(frozen=True, slots=True)
class Place:
    """A running embedded server below ``home``, and the environment for processes that work with it."""

    home: Path
    server: EmbeddedPostgres

    @property
    def dsn(self) -> str:
        return self.server.database_url()

    @property
    def environ(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        return {**kept, "TASUKI_HOME": str(self.home), "DATABASE_URL": self.dsn}


@contextmanager
def place_of_its_own(settings: Mapping[str, str] | None = None) -> Iterator[Place]:
    """Start a server in a temporary folder; stop and remove it in the end. ``settings`` change PostgreSQL's."""
    folder = Path(tempfile.mkdtemp(prefix="tasuki-bench-"))
    folder.chmod(0o711)  # the server's own account has to pass through
    server = EmbeddedPostgres(folder / "home", settings=settings)
    try:
        server.ensure_started()
        yield Place(folder / "home", server)
    finally:
        server.stop()
        folders = find_folders(folder / "home")
        for left in (folders.server, folders.socket) if folders else ():
            shutil.rmtree(left, ignore_errors=True)
        shutil.rmtree(folder)


def open_product_in(place: Place) -> None:
    """Set this process up to work there, with an up-to-date schema and the article's agreement in force."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ["TASUKI_HOME"] = str(place.home)
    from tasuki.cli.commands.migrate import migrate_and_install
    from tasuki.cli.product import open_product

    open_product()
    migrate_and_install()
