"""Which account of the operating system the server runs as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import AccountUnavailable

DEDICATED = "tasuki-postgres"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Debian and Red Hat know the first, BusyBox the second.
WAYS_TO_CREATE = (
    ("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false"),
    ("adduser", "-S", "-D", "-H", "-h", "/", "-s", "/bin/false"),
)


@dataclass(frozen=True)
class Account:
    """An account that the server's programs run as."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def run(self, command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, in a small and predictable environment."""
        if not self.is_ours:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        environ = {"PATH": SYSTEM_PATH, "LC_ALL": "C", "TZ": "UTC"}
        options |= {"cwd": "/", "env": environ, "umask": 0o077, "stdin": subprocess.DEVNULL, "text": True}
        return subprocess.run([str(part) for part in command], **options)

    def can_enter(self, folder: Path) -> bool:
        entered = self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], stderr=subprocess.DEVNULL)
        return entered.returncode == 0

    def can_run(self, program: Path) -> bool:
        try:
            return self.run([program, "--version"], capture_output=True).returncode == 0
        except PermissionError:
            return False

    def own(self, folder: Path) -> None:
        if not self.is_ours:
            os.chown(folder, self.uid, self.gid)


def account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise AccountUnavailable(
            f"The embedded database needs a named account, but user id {uid} has no entry in /etc/passwd. "
            "Run as a user that has one, or set DATABASE_URL to a PostgreSQL server."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def choose_account() -> Account:
    """Ourselves; for root a dedicated system account, made if need be; ``nobody`` where none can be made."""
    if os.geteuid() != 0:
        return account_of(os.geteuid())
    account = _named(DEDICATED) or _create() or _named("nobody")
    if account is None:
        raise AccountUnavailable(
            "The embedded database cannot run as root, and no unprivileged account could be found or made. "
            f"Create one with `useradd --system {DEDICATED}`, or set DATABASE_URL to a PostgreSQL server."
        )
    return account


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid != 0 else None


def _create() -> Account | None:
    for program, *options in WAYS_TO_CREATE:
        path = shutil.which(program, path=SYSTEM_PATH)
        if path and subprocess.run([path, *options, DEDICATED], capture_output=True).returncode == 0:
            return _named(DEDICATED)
    return None
