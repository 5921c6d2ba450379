"""Web, worker and database go up and down together, and one that dies is started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasuki.platform.server.postgres import EmbeddedPostgres
from tasuki.platform.server.supervisor import run

SUPERVISE = """
import os, sys
from pathlib import Path
from tasuki.platform.server.cluster import FASTER_BUT_LOST_WITH_THE_POWER
from tasuki.platform.server.postgres import EmbeddedPostgres
from tasuki.platform.server.supervisor import supervise

home, *programs = sys.argv[1:]
commands = [(f"child {number}", [sys.executable, "-c", program]) for number, program in enumerate(programs)]
database = EmbeddedPostgres(Path(home), settings=FASTER_BUT_LOST_WITH_THE_POWER) if home else None
raise SystemExit(supervise(database, commands, os.environ, "up"))
"""
OBEDIENT = """
import os, signal, sys
def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())  # at once: two of them share a pipe
def leave(*_):
    say({name!r}, "leaves")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
say({name!r}, os.getpid(), "database" if os.environ.get("DATABASE_URL") else "")
while True:
    signal.pause()
"""


@contextmanager
def supervised(home: Path | None, *programs: str) -> Iterator[subprocess.Popen[str]]:
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(home or ""), *programs],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def hear(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_stop_ends_everything_in_reverse_order(
    home: Path, request_to_stop: signal.Signals
) -> None:
    with supervised(home, OBEDIENT.format(name="web")) as process:
        assert hear(process)[::2] == ["web", "database"]
        assert EmbeddedPostgres(home).is_running()

        process.send_signal(request_to_stop)

        assert hear(process) == ["web", "leaves"]
        assert process.wait(timeout=20) == 0
        assert not EmbeddedPostgres(home).is_running()


def test_the_last_one_started_stops_first() -> None:
    with supervised(None, OBEDIENT.format(name="worker"), OBEDIENT.format(name="web")) as process:
        assert sorted(line[0] for line in (hear(process), hear(process))) == ["web", "worker"]

        process.terminate()

        assert [hear(process)[0], hear(process)[0]] == ["web", "worker"]
        assert process.wait(timeout=20) == 0


def test_a_child_that_is_killed_is_started_again() -> None:
    with supervised(None, OBEDIENT.format(name="web")) as process:
        _, first = hear(process)

        os.kill(int(first), signal.SIGKILL)

        name, second = hear(process)
        assert name == "web"
        assert second != first


def test_children_end_when_the_supervisor_is_killed() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells children of their parent's death")
    with supervised(None, OBEDIENT.format(name="web")) as process:
        hear(process)

        process.kill()

        assert hear(process) == ["web", "leaves"]


def test_a_second_request_kills_what_does_not_stop() -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, lambda *_: print('no', flush=True)); print('up', flush=True)\n"
    with supervised(None, deaf + "while True: signal.pause()") as process:
        assert hear(process) == ["up"]
        process.terminate()
        assert hear(process) == ["no"]

        process.terminate()

        assert process.wait(timeout=20) == 3


def test_a_port_in_use_is_refused_before_anything_starts(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert run(home, "127.0.0.1", port, {}) == 3

    assert f"Port {port} on 127.0.0.1 is in use" in capsys.readouterr().err
    assert not EmbeddedPostgres(home).is_running()
