"""Making a database cluster, and the configuration that it runs with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from .account import Account, account_of
from .errors import ServerDidNotStart
from .folders import Folders

SUPERUSER = "tasuki"
ROOT = 0

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "tasuki",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    # Short statements gain nothing from it, and compiling them costs more than running them.
    "jit": "off",
    "wal_level": "replica",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A week of logs, each day overwriting the same day of the week before.
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %d ",
}
FASTER_BUT_LOST_WITH_THE_POWER: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def make_cluster(folders: Folders, account: Account, programs: Path, durable: bool) -> None:
    """Run initdb, all or nothing: an interrupted attempt leaves no half-made cluster behind.

    With ``durable`` false its files are not flushed to disk, which is for tests only.
    """
    unfinished = folders.data.with_suffix(".new")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished)
    made = account.run(
        [
            programs / "initdb",
            *("--pgdata", unfinished, "--username", SUPERUSER, "--encoding", "UTF8"),
            *_locale_options(folders.major),
            *("--auth", "peer", "--data-checksums", "--no-instructions"),
            *([] if durable else ["--no-sync"]),
        ],
        capture_output=True,
    )
    if made.returncode != 0:
        raise ServerDidNotStart(f"The database could not be made in {folders.data}:\n{made.stderr.strip()}")
    with (unfinished / "postgresql.conf").open("a") as settings:
        settings.write("\ninclude_if_exists = 'tasuki.conf'\ninclude_if_exists = 'local.conf'\n")
    unfinished.rename(folders.data)


def write_configuration(folders: Folders, account: Account, overrides: Mapping[str, str]) -> None:
    """Write our settings and who may come in. ``local.conf`` in the data folder is the operator's own."""
    settings = {
        **SETTINGS,
        "unix_socket_directories": f'"{folders.socket}"',
        "log_directory": str(folders.log),
        **overrides,
    }
    lines = ["# Written at each start. Put your own settings into local.conf, which is read after this file."]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    _write(folders.data / "tasuki.conf", lines, account)
    _write(folders.data / "pg_hba.conf", ["local all all peer map=tasuki"], account)
    names = {account.name, account_of(ROOT).name} if not account.is_ours else {account.name}
    _write(
        folders.data / "pg_ident.conf",
        [f'tasuki "{name}" {SUPERUSER}' for name in sorted(names)],
        account,
    )


def _locale_options(major: int) -> list[str]:
    """The builtin provider sorts by code point on every machine alike; version 16 does not have it yet."""
    if major < 17:
        return ["--locale-provider", "libc", "--locale", "C.UTF-8", "--lc-messages", "C"]
    return ["--locale-provider", "builtin", "--locale", "C.UTF-8", "--lc-messages", "C"]


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _write(path: Path, lines: list[str], account: Account) -> None:
    path.unlink(missing_ok=True)
    # "x" refuses a link that the server's account might have put there for root to follow.
    with path.open("x") as file:
        os.fchmod(file.fileno(), 0o600)
        if not account.is_ours:
            os.fchown(file.fileno(), account.uid, account.gid)
        file.write("\n".join(lines) + "\n")
