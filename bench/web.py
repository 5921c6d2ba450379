"""The web server exactly as the supervisor starts it, and keep-alive clients that ask it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from math import inf
from typing import Any
from urllib.parse import urlencode

from bench.place import Place
from tasuki.platform.server.supervisor import web_command

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.01
STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``body`` is sent as JSON, ``form`` as a browser sends what was typed."""

    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None

    @property
    def method(self) -> str:
        return "GET" if self.body is None and self.form is None else "POST"


@dataclass(frozen=True, slots=True)
class Answers:
    """How long all requests took together and each of them, and how many bytes the largest answer has."""

    seconds: float
    milliseconds: Sequence[float]
    largest: int

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds


@dataclass(slots=True)
class Web:
    """A running web server."""

    process: subprocess.Popen[bytes]
    port: int
    started_at: float

    def answer(self, asks: Sequence[Ask], clients: int = 1, longest: float = inf) -> Answers:
        """Ask everything, by so many clients at once, or what there is time for in ``longest`` seconds.

        Raises RuntimeError for an answer that is neither a success nor a way on.
        """
        waiting = iter([(ask, _sent(ask)) for ask in asks])
        began = time.perf_counter()
        if clients == 1:
            taken = [self._one_client(waiting, began + longest)]
        else:
            with ThreadPoolExecutor(clients) as pool:
                taken = list(pool.map(self._one_client, [waiting] * clients, [began + longest] * clients))
        seconds, each = time.perf_counter() - began, [one for some in taken for one in some]
        return Answers(seconds, [took for took, _ in each], max((size for _, size in each), default=0))

    def seconds_to_first(self, ask: Ask) -> float:
        """From the start of the process until this request was answered for the first time."""
        while True:
            try:
                self.answer([ask])
            except (OSError, HTTPException, RuntimeError):
                if (
                    time.perf_counter() - self.started_at > PATIENCE_SECONDS
                    or self.process.poll() is not None
                ):
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return time.perf_counter() - self.started_at

    def _one_client(
        self, waiting: Iterator[tuple[Ask, bytes | None]], until: float
    ) -> list[tuple[float, int]]:
        """Milliseconds and bytes of each answer."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        taken = []
        try:
            for ask, body in waiting:
                began = time.perf_counter()
                connection.request(ask.method, ask.path, body, dict(ask.headers))
                response = connection.getresponse()
                said = response.read()
                taken.append(((time.perf_counter() - began) * 1000, len(said)))
                if response.status >= 400:
                    raise RuntimeError(f"{ask.method} {ask.path}: {response.status} {said[:500]!r}")
                if began > until:
                    break
        finally:
            connection.close()
        return taken


@contextmanager
def serving(place: Place) -> Iterator[Web]:
    port = free_port()
    with (place.home / "web.log").open("ab") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            web_command(HOST, port), env=dict(place.environ), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield Web(process, port, began)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def bearer(secret: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}


def _sent(ask: Ask) -> bytes | None:
    if ask.form is not None:
        return urlencode(ask.form).encode()
    return None if ask.body is None else json.dumps(ask.body).encode()
