"""kill -9 at random moments while leads are converted: afterwards none is lost, doubled or half done.

A company of its own on a server of its own, run by the product's own supervisor. The moments are drawn from a printed
seed; ``TASUKI_FAULTS=1000`` kills its way through a thousand conversions instead of some hundred.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.place import place_of_its_own
from bench.processes import PROC, family, server_pid
from bench.web import bearer, free_port
from tests.faults.aftermath import conversions, troubles
from tests.faults.callers import HOST, Callers
from tests.faults.converter import PAUSE_SECONDS, ROOT, Task, command

IN_FULL = "TASUKI_FAULTS" in os.environ
CONVERSIONS = int(os.environ.get("TASUKI_FAULTS", "120"))
PER_KIND = max(CONVERSIONS // 3, 6)
CONVERSIONS_PER_KILL = 13
A_MOMENT = 0.03  # longer than a conversion takes: the kill falls somewhere inside one
START_SECONDS, TAKEN_OVER_SECONDS = 60.0, 300.0
IDS = ("conversion_id", "opportunity_id", "account_id", "contact_id")

pytestmark = pytest.mark.timeout(120 + 2 * CONVERSIONS)


@dataclass
class Company:
    """A running company: its database, its supervisor and web server, and how many leads it was given."""

    dsn: str
    environ: Mapping[str, str]
    up: subprocess.Popen[bytes]
    port: int
    prepared: int = 0
    token: str = ""

    def more_tasks(self, count: int) -> list[Task]:
        found = subprocess.run(
            command("prepare", str(count), str(self.prepared)),
            cwd=ROOT, env=dict(self.environ), check=True, capture_output=True,
        )  # fmt: skip
        made = json.loads(found.stdout)
        self.token = made["token"]
        self.prepared += count
        return [Task(**task) for task in made["tasks"]]


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with place_of_its_own() as place:
        port, dsn = free_port(), place.dsn
        environ = {name: value for name, value in place.environ.items() if name != "DATABASE_URL"}
        with (place.home / "up.log").open("wb") as log:
            up = subprocess.Popen(
                [sys.executable, "-m", "tasuki.cli", "up", "--port", str(port)],
                cwd=ROOT, env=environ, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            wait_until(lambda: answers(port))
            yield Company(dsn, {**environ, "DATABASE_URL": dsn}, up, port)
        finally:
            up.terminate()
            with suppress(subprocess.TimeoutExpired):
                up.wait(30)
            up.kill()
            up.wait()


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("TASUKI_SEED", "20261120"))
    print(f"TASUKI_SEED={seed} TASUKI_FAULTS={CONVERSIONS}")
    return random.Random(seed)


def test_a_killed_converting_process_leaves_every_lead_untouched_or_whole(
    company: Company, chance: random.Random
) -> None:
    tasks = company.more_tasks(PER_KIND)
    told: list[Mapping[str, Any]] = []
    while len(told) < len(tasks):
        last = len(told) + CONVERSIONS_PER_KILL >= len(tasks)
        told += converted_until_killed(company, tasks[len(told) :], None if last else chance)
        assert troubles(company.dsn) == []

    assert_everybody_was_told_the_truth(company, tasks, told)


def test_a_killed_web_server_leaves_every_lead_untouched_or_whole(
    company: Company, chance: random.Random
) -> None:
    def kill_something_of_the_web_server() -> bool:
        server, *workers = web_processes(company)
        return kill(server if chance.random() < 0.3 else chance.choice(workers))

    convert_over_http_while(company, chance, kill_something_of_the_web_server)


def test_a_killed_database_leaves_every_lead_untouched_or_whole(
    company: Company, chance: random.Random
) -> None:
    def kill_something_of_the_database() -> bool:
        try:
            main = server_pid(company.dsn)
            return kill(main if chance.random() < 0.6 else chance.choice(backends_of(company)))
        except (psycopg.Error, OSError):
            return False  # still down from the last time

    convert_over_http_while(company, chance, kill_something_of_the_database)


@pytest.mark.skipif(not IN_FULL, reason="another worker takes an abandoned job over after a minute or two")
def test_a_batch_whose_worker_is_killed_is_finished_by_the_next_worker(
    company: Company, chance: random.Random
) -> None:
    tasks = company.more_tasks(PER_KIND)
    asked = {
        "items": [{"lead_id": one.lead_id, "input": one.request, "idempotency_key": one.key} for one in tasks]
    }
    address = "/api/v1/conversions/batches"
    batch = ask(company, "POST", address, asked)
    time.sleep(chance.uniform(0.1, 1))
    assert kill(worker_process(company))
    assert troubles(company.dsn) == []

    wait_until(
        lambda: ask(company, "GET", f"{address}/{batch['id']}")["state"] == "finished", TAKEN_OVER_SECONDS
    )
    told = ask(company, "GET", f"{address}/{batch['id']}")["results"]
    assert troubles(company.dsn) == []
    assert_everybody_was_told_the_truth(company, tasks, told)


def convert_over_http_while(company: Company, chance: random.Random, strike: Callable[[], bool]) -> None:
    """Everybody calls, every third lead has two callers, and in between something is killed again and again."""
    tasks = company.more_tasks(PER_KIND)
    rivals = [Task(one.lead_id, one.request, f"rival of {one.key}") for one in tasks[::3]]
    everybody = sorted([*tasks, *rivals], key=lambda task: task.lead_id)
    callers = Callers(company.port, company.token)
    strikes = sorted(chance.sample(range(1, len(everybody) - 1), len(tasks) // CONVERSIONS_PER_KILL))

    killed = 0
    with callers.at_work(everybody):
        for strike_after in strikes:
            callers.wait_for(strike_after)
            time.sleep(chance.uniform(0, A_MOMENT))
            killed += strike()

    wait_until(lambda: answers(company.port))
    assert killed
    assert {status for status, _ in callers.answers} <= {200, 201}
    assert troubles(company.dsn) == []
    assert_everybody_was_told_the_truth(company, everybody, [said for _, said in callers.answers])


def assert_everybody_was_told_the_truth(
    company: Company, tasks: Sequence[Task], told: Sequence[Mapping[str, Any]]
) -> None:
    """As many answers as callers, every lead converted, and all answers name what stands in the database."""
    standing = conversions(company.dsn)
    assert sorted(one["lead_id"] for one in told) == sorted(task.lead_id for task in tasks)
    wrong = [one for one in told if any(one[name] != standing[one["lead_id"]][name] for name in IDS)]
    assert wrong == []


def converted_until_killed(
    company: Company, tasks: Sequence[Task], chance: random.Random | None
) -> list[Mapping[str, Any]]:
    """What a converting process told before it was killed somewhere in a later conversion (or, unkilled, all)."""
    with converting(company, tasks) as process:
        assert process.stdout is not None
        told = []
        until = len(tasks) if chance is None else chance.randint(1, CONVERSIONS_PER_KILL)
        for _ in range(until):
            told.append(json.loads(process.stdout.readline()))
        if chance is not None:
            time.sleep(chance.uniform(0, A_MOMENT))
            process.kill()
            told += [json.loads(line) for line in process.stdout if line.endswith(b"\n")]
        return told


@contextmanager
def converting(company: Company, tasks: Sequence[Task]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command("convert"), cwd=ROOT, env=dict(company.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    try:
        process.stdin.write(b"".join(json.dumps(asdict(task)).encode() + b"\n" for task in tasks))
        process.stdin.close()
        yield process
    finally:
        process.kill()
        process.wait()


def web_processes(company: Company) -> list[int]:
    """The web server's main process and its workers, in this order, once there are some."""
    found: list[int] = []

    def look() -> bool:
        servers = [pid for pid in family(company.up.pid) if "granian" in command_line(pid)]
        found[:] = family(servers[0]) if servers else []
        return len(found) > 1

    wait_until(look)
    return found


def worker_process(company: Company) -> int:
    return next(pid for pid in family(company.up.pid) if command_line(pid).split("\0")[-2:-1] == ["work"])


def ask(company: Company, method: str, address: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One request that succeeds."""
    connection = HTTPConnection(HOST, company.port, timeout=START_SECONDS)
    connection.request(method, address, json.dumps(body) if body else None, bearer(company.token))
    response = connection.getresponse()
    said: dict[str, Any] = json.loads(response.read())
    connection.close()
    assert response.status < 300, said
    return said


def backends_of(company: Company) -> list[int]:
    with psycopg.connect(company.dsn) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [int(row[0]) for row in rows]


def kill(pid: int) -> bool:
    """Whether there was still something to kill."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def command_line(pid: int) -> str:
    try:
        return Path(PROC, str(pid), "cmdline").read_text()
    except OSError:
        return ""


def answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/api/v1/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_until(holds: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come up again"
        time.sleep(PAUSE_SECONDS)
