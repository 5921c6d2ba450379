"""`tasuki up`: the database, the job worker and the web server, started, watched and stopped together."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import locks
from .children import Child, Signals, stop_in_reverse
from .errors import EmbeddedServerError
from .folders import open_home
from .postgres import EmbeddedPostgres

CLEAN, SYSTEM_ERROR = 0, 3
WEB_WORKERS, THREADS_PER_WEB_WORKER = 2, 4
GLANCE_SECONDS = 0.5


def run(home: Path, host: str, port: int, environ: Mapping[str, str]) -> int:
    """Serve until SIGTERM or Ctrl-C. Returns 0 after a clean stop, 3 when it could not start or had to kill.

    ``environ`` is the environment of web and worker. With DATABASE_URL in it no embedded server is started.
    """
    try:
        lock = locks.claim(open_home(home) / "supervisor.lock")
        if lock is None:
            return _refuse(f"Tasuki is already up in {home}. Stop it, or set TASUKI_HOME to another folder.")
        try:
            if not _is_free(host, port):
                return _refuse(f"Port {port} on {host} is in use. Choose another with TASUKI_PORT.")
            database = None if environ.get("DATABASE_URL") else EmbeddedPostgres(home)
            commands = [("worker", worker_command()), ("web", web_command(host, port))]
            return supervise(database, commands, environ, f"Tasuki is up on http://{host}:{port}")
        finally:
            os.close(lock)
    except EmbeddedServerError as error:
        return _refuse(str(error))


def supervise(
    database: EmbeddedPostgres | None,
    commands: Sequence[tuple[str, Sequence[str]]],
    environ: Mapping[str, str],
    greeting: str,
) -> int:
    """Start the database, then the commands in order; keep them alive; stop them in reverse on a signal."""
    with Signals() as signals:
        if database is not None:
            environ = {**environ, "DATABASE_URL": database.ensure_started().dsn()}
        children = [Child(name, command, environ) for name, command in commands]
        try:
            for child in children:
                child.start()
            _say(greeting)
            while not signals.asked_to_stop:
                if database is not None and not database.is_running():
                    _say("The database ended; starting it again.")
                    _revive(database)
                for child in children:
                    child.revive_if_due(_say)
                signals.wait(GLANCE_SECONDS)
        finally:
            clean = stop_in_reverse(children, signals)
            if database is not None:
                database.leave()
    return CLEAN if clean else SYSTEM_ERROR


def web_command(host: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(THREADS_PER_WEB_WORKER)),
        # Without these a single worker that dies takes the whole server with it.
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        "tasuki.config.wsgi:application",
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-c", "from tasuki.cli import main; main()", "work"]


def _revive(database: EmbeddedPostgres) -> None:
    try:
        database.ensure_started()
    except EmbeddedServerError as error:
        _say(str(error))


def _is_free(host: str, port: int) -> bool:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return SYSTEM_ERROR


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
