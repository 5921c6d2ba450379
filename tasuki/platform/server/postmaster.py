"""The server's main process: starting it, waiting for it, joining one that already runs, stopping it.

Every process of the server inherits one open lock file, so "is anything of it still alive?" is a question to
the kernel. Process ids alone cannot answer it: they are reused, they outlive the process as zombies, and they
mean something else in another container.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from . import locks
from .account import Account
from .errors import ServerDidNotStart, ServerDidNotStop
from .folders import SOCKET_FILE, Folders

# The shell leaves at once, so that the server is nobody's child and outlives who started it.
IN_THE_BACKGROUND = ("/bin/sh", "-c", 'log=$1; shift; "$@" </dev/null >"$log" 2>&1 &', "sh")
# The lines of postmaster.pid, which PostgreSQL keeps for pg_ctl.
PID_LINE, STATUS_LINE = 0, 7
POLL_SECONDS = 0.02
RECOVERY_SECONDS = 600.0
FAST_SHUTDOWN_SECONDS = 60.0
IMMEDIATE_SHUTDOWN_SECONDS = 10.0
LEFTOVER_SECONDS = 5.0


def is_anything_alive(folders: Folders) -> bool:
    return locks.is_held(folders.running_lock) or _started_by_hand(folders) is not None


def is_ready(folders: Folders) -> bool:
    return _status(folders) == "ready" and _living_pid(folders) is not None


def start(folders: Folders, account: Account, programs: Path) -> None:
    """Start the server and wait until it takes connections; a crashed one first recovers.

    Raises ServerDidNotStart with the end of the server's own log.
    """
    # PostgreSQL believes the pids in these, even that of a zombie; nothing is alive, so both are stale.
    (folders.data / "postmaster.pid").unlink(missing_ok=True)
    (folders.socket / f"{SOCKET_FILE}.lock").unlink(missing_ok=True)
    first_words = folders.log / "start.log"
    first_words.unlink(missing_ok=True)
    running = locks.claim(folders.running_lock)
    if running is None:
        raise ServerDidNotStart(f"Another database server is already running in {folders.data}.")
    try:
        account.run(
            [*IN_THE_BACKGROUND, first_words, programs / "postgres", "-D", folders.data],
            pass_fds=(running,),
            start_new_session=True,
            check=True,
        )
    finally:
        os.close(running)
    if not becomes_ready(folders):
        raise ServerDidNotStart(f"The database ended while starting.\n{_last_words(folders)}")


def becomes_ready(folders: Folders, seconds: float = RECOVERY_SECONDS) -> bool:
    """Wait until the server takes connections; False as soon as nothing of it is left.

    Raises ServerDidNotStart with the end of the server's own log when it takes too long.
    """
    deadline = time.monotonic() + seconds
    while not is_ready(folders):
        if not is_anything_alive(folders):
            return False
        if time.monotonic() > deadline:
            raise ServerDidNotStart(
                f"The database is still not ready after {seconds:.0f} seconds.\n{_last_words(folders)}"
            )
        time.sleep(POLL_SECONDS)
    return True


def find_running(folders: Folders) -> bool:
    """Is there a main process that takes connections, or soon will?

    Waits out a server that is stopping, and what is left of one whose main process was killed: its processes
    end by themselves as soon as they notice. One that does not is killed, because data would be lost if it
    went on writing while a new server starts. Raises ServerDidNotStop.
    """
    last_seen_at = time.monotonic()
    killed = False
    while is_anything_alive(folders):
        if _living_pid(folders) is not None:
            if _status(folders) != "stopping":
                return True
            limit = FAST_SHUTDOWN_SECONDS
        else:
            limit = LEFTOVER_SECONDS
        if time.monotonic() - last_seen_at > limit:
            if killed:
                raise ServerDidNotStop(
                    f"Processes of an earlier database server still work in {folders.data}."
                )
            for process in _processes_in(folders.data):
                _send(process, signal.SIGKILL)
            last_seen_at, killed = time.monotonic(), True
        time.sleep(POLL_SECONDS)
    return False


def stop(folders: Folders) -> None:
    """Fast shutdown: roll back, write everything out, end. Raises ServerDidNotStop."""
    pid = _living_pid(folders)
    if pid is None:
        return
    _send(pid, signal.SIGINT)
    if _ended_within(folders, FAST_SHUTDOWN_SECONDS):
        return
    _send(pid, signal.SIGQUIT)
    if not _ended_within(folders, IMMEDIATE_SHUTDOWN_SECONDS):
        raise ServerDidNotStop(f"The database server (process {pid}) does not end.")


def _living_pid(folders: Folders) -> int | None:
    """The main process, when something of the server is alive and the recorded process still exists."""
    pid = _recorded_pid(folders)
    if pid is None or not is_anything_alive(folders):
        return None
    return pid if _is_living_process_of(folders.data.stat().st_uid, pid) else None


def _recorded_pid(folders: Folders) -> int | None:
    lines = _pid_file(folders)
    return int(lines[PID_LINE]) if lines and lines[PID_LINE].strip().isdigit() else None


def _status(folders: Folders) -> str:
    lines = _pid_file(folders)
    return lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else "starting"


def _pid_file(folders: Folders) -> list[str]:
    try:
        return (folders.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _started_by_hand(folders: Folders) -> int | None:
    """A server that someone started with pg_ctl holds no lock of ours, but works in our data folder (Linux)."""
    pid = _recorded_pid(folders)
    return pid if pid is not None and _works_in(Path(f"/proc/{pid}"), folders.data) else None


def _processes_in(folder: Path) -> list[int]:
    """Processes whose working folder this is, as it is for all of a server's. Linux only, else none."""
    if not Path("/proc/self/cwd").exists():
        return []
    processes = (entry for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [int(process.name) for process in processes if _works_in(process, folder)]


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").samefile(folder)
    except OSError:
        return False


def _is_living_process_of(owner: int, pid: int) -> bool:
    process = Path(f"/proc/{pid}")
    if not process.parent.joinpath("self").exists():
        return _answers_to_signals(pid)
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and process.stat().st_uid == owner
    except OSError:
        return False


def _answers_to_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _ended_within(folders: Folders, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_anything_alive(folders):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _last_words(folders: Folders) -> str:
    logs = sorted(folders.log.glob("*.log"), key=lambda log: log.stat().st_mtime)
    lines = [line for log in logs[-2:] for line in log.read_text(errors="replace").splitlines()]
    return "\n".join(lines[-15:])
