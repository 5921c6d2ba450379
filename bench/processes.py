"""What processes have used: CPU seconds and memory, read from the kernel (Linux; elsewhere nothing is known)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

PROC = Path("/proc")
PARENT, USER_TICKS, SYSTEM_TICKS = 1, 11, 12  # fields of /proc/PID/stat after the name


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for other, fields in _all():
        children.setdefault(int(fields[PARENT]), []).append(other)
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def cpu_seconds(pid: int) -> float:
    """What a process and its living descendants have used so far."""
    members = set(family(pid))
    ticks = sum(
        int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS]) for one, fields in _all() if one in members
    )
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_megabytes(pid: int) -> float:
    for line in (PROC / str(pid) / "status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _all() -> Iterator[tuple[int, list[str]]]:
    for folder in PROC.glob("[0-9]*"):
        try:
            line = (folder / "stat").read_text()
        except OSError:
            continue
        yield int(folder.name), line.rpartition(")")[2].split()


def server_pid(dsn: str) -> int:
    """The main process of the database server behind ``dsn``: the parent of whatever answers us."""
    with psycopg.connect(dsn) as connection:
        backend = connection.info.backend_pid
        fields = (PROC / str(backend) / "stat").read_text().rpartition(")")[2].split()
    return int(fields[PARENT])
