"""kill -9 of workers at random while notices are told: inside each is there once, outside each arrives at least once.

A company of its own, two workers, a real mail server, and a receiver that verifies webhooks by the standard's library.
``TASUKI_FAULTS_NOTICES=10000`` tells so many instead of some hundred.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from standardwebhooks.webhooks import Webhook

from bench.place import place_of_its_own
from tasuki.notices.tests.sinks import Answer, Post, Received, http_server, post_office
from tests.faults.teller import ROOT, command

NOTICES = int(os.environ.get("TASUKI_FAULTS_NOTICES", "200"))
WORKERS = 2
KILLS = max(3, NOTICES // 250)
A_MOMENT = 0.5  # a kill falls anywhere between two letters
LINK = re.compile(r"/notices/([0-9a-f-]{36})")
PATIENCE = 180 + NOTICES / 20

pytestmark = pytest.mark.timeout(240 + NOTICES)


def test_killed_workers_tell_everybody_once_inside_and_at_least_once_outside() -> None:
    chance = random.Random(int(os.environ.get("TASUKI_SEED", "20261120")))
    heard = Listener()
    with post_office() as post, http_server(heard) as receiver, place_of_its_own() as place:
        environ = {
            **place.environ,
            "TASUKI_SMTP": f"smtp://{post.host}:{post.port}?tls=0",
            "TASUKI_WEBHOOK_ALLOW": "127.0.0.1",
        }
        migrated = [sys.executable, "-m", "tasuki.cli", "migrate"]
        subprocess.run(migrated, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
        heard.secret = said_by(environ, "set-up", f"{receiver}/hooks")["secret"]
        with workers(environ) as team, telling(environ) as teller:
            for kill in range(KILLS):
                share = NOTICES // 2 * kill // (KILLS + 1)
                wait_until(lambda share=share: arrived(place.dsn) > share, team.keep_going)
                time.sleep(chance.uniform(0, A_MOMENT))
                team.kill_one(chance)
            expected = json.loads(teller.communicate()[0])["notices"]
            wait_until(lambda: nothing_waits(place.dsn, expected), team.keep_going)
        inside = asked(place.dsn, "SELECT id::text FROM notices_notice")
        assert len(inside) == expected
        assert_everybody_was_told_once(place.dsn)
        assert_schedules_ran_once(place.dsn)
        assert asked(place.dsn, "SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'") == []
        assert {key for (key,) in inside} <= mailed(post)
        events = asked(place.dsn, "SELECT 'evt_' || seq FROM journal_event WHERE code = 'meeting.neared'")
        assert {key for (key,) in events} == set(heard.ids)
        outside = f"{len(post.box)} letters, {len(heard.ids)} webhooks for {len(events)} events"
        print(f"{expected} notices, {KILLS} kills, {outside}")


class Listener:
    """Verifies what arrives by the standard's library, as a receiver would, and keeps the ids."""

    def __init__(self) -> None:
        self.secret = ""
        self.ids: list[str] = []

    def __call__(self, request: Received) -> Answer:
        Webhook(self.secret).verify(request.body, dict(request.headers))
        self.ids.append(request.headers["webhook-id"])
        return 204, {}, b""


class Team:
    """The workers; one that is killed is started again, as a supervisor would."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.members = [self._start() for _ in range(WORKERS)]

    def kill_one(self, chance: random.Random) -> None:
        place = chance.randrange(len(self.members))
        self.members[place].send_signal(signal.SIGKILL)
        self.members[place].wait()
        self.members[place] = self._start()

    def keep_going(self) -> None:
        assert all(one.poll() is None for one in self.members), "a worker ended by itself"

    def end(self) -> None:
        for one in self.members:
            one.terminate()
        for one in self.members:
            with suppress(subprocess.TimeoutExpired):
                one.wait(20)
            one.kill()
            one.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tasuki.cli", "work"], cwd=ROOT, env=dict(self.environ),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def workers(environ: Mapping[str, str]) -> Iterator[Team]:
    team = Team(environ)
    try:
        yield team
    finally:
        team.end()


@contextmanager
def telling(environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    teller = subprocess.Popen(
        command("happen", str(NOTICES // 2)), cwd=ROOT, env=dict(environ), stdout=subprocess.PIPE
    )
    try:
        yield teller
    finally:
        teller.kill()
        teller.wait()


def said_by(environ: Mapping[str, str], *words: str) -> Any:
    found = subprocess.run(command(*words), cwd=ROOT, env=dict(environ), check=True, capture_output=True)
    return json.loads(found.stdout)


def asked(dsn: str, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(question).fetchall()


def arrived(dsn: str) -> int:
    """How many webhooks were taken so far."""
    [(count,)] = asked(dsn, "SELECT count(*) FROM webhooks_message WHERE state = 'sent'")
    return int(count)


def nothing_waits(dsn: str, expected: int) -> bool:
    [(told, letters, messages)] = asked(
        dsn,
        "SELECT (SELECT count(*) FROM notices_notice), "
        "(SELECT count(*) FROM notices_delivery WHERE state = 'sent'), "
        "(SELECT count(*) FROM webhooks_message WHERE state = 'sent')",
    )
    return bool(told >= expected and letters >= expected and messages >= expected // 2)


def assert_everybody_was_told_once(dsn: str) -> None:
    """Two people of each event, neither of them twice."""
    wrong = asked(
        dsn,
        "SELECT event FROM notices_notice GROUP BY event HAVING count(*) <> 2 OR count(DISTINCT person_id) <> 2",
    )
    assert wrong == []


def assert_schedules_ran_once(dsn: str) -> None:
    """Each moment of a schedule has one job, whichever of the workers asked for it first."""
    jobs = asked(
        dsn,
        "SELECT task_name, args->>'timestamp' FROM procrastinate_jobs WHERE args ? 'timestamp' ORDER BY id",
    )
    assert "sla.tick" in {task for task, _ in jobs}
    assert len(set(jobs)) == len(jobs)


def mailed(post: Post) -> set[str]:
    found: set[str] = set()
    for mail in post.box:
        text = mail.get_body(("plain",))
        assert text is not None
        found |= set(LINK.findall(text.get_content()))
    return found


def wait_until(is_so: Callable[[], bool], meanwhile: Callable[[], None]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come about"
        meanwhile()
        time.sleep(0.5)
