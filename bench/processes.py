"""What processes have used: CPU seconds and memory, read from the kernel (Linux; elsewhere nothing is known)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

PROC = Path("/proc")
# Fields of /proc/PID/stat after the name: the parent, and the ticks of the process and of its children that have ended.
PARENT, TICKS = 1, slice(11, 15)


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
    """What a process and its descendants have used so far, those included that have ended."""
    members = set(family(pid))
    ticks = sum(sum(map(int, fields[TICKS])) for one, fields in _all() if one in members)
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
