"""People who convert over HTTP and do not give up: each repeats the call with the same key until it is answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Condition
from typing import Any

from bench.web import bearer
from tests.faults.converter import PAUSE_SECONDS, Task

HOST = "127.0.0.1"
ANSWER_SECONDS = 10.0
PATIENCE_SECONDS = 100.0


class Callers:
    """Several at once, and what each was told in the end."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = bearer(token)
        self._progress = Condition()
        self.answers: list[tuple[int, dict[str, Any]]] = []

    @contextmanager
    def at_work(self, tasks: Sequence[Task], callers: int = 6) -> Iterator[None]:
        """Inside the block they call; leaving it waits until everybody has an answer."""
        shares = [tasks[start::callers] for start in range(callers)]
        with ThreadPoolExecutor(callers) as pool:
            calling = [pool.submit(self._work_off, share) for share in shares]
            yield
            for one in calling:
                one.result(PATIENCE_SECONDS)

    def wait_for(self, answers: int) -> None:
        with self._progress:
            arrived = self._progress.wait_for(lambda: len(self.answers) >= answers, PATIENCE_SECONDS)
        assert arrived, f"no {answers} answers in {PATIENCE_SECONDS:.0f} s but {len(self.answers)}"

    def _work_off(self, tasks: Sequence[Task]) -> None:
        connection = HTTPConnection(HOST, self._port, timeout=ANSWER_SECONDS)
        for task in tasks:
            answer = self._until_answered(connection, task)
            with self._progress:
                self.answers.append(answer)
                self._progress.notify_all()
        connection.close()

    def _until_answered(self, connection: HTTPConnection, task: Task) -> tuple[int, dict[str, Any]]:
        headers = {**self._headers, "Idempotency-Key": task.key}
        body = json.dumps(task.request)
        while True:
            try:
                connection.request("POST", f"/api/v1/leads/{task.lead_id}/convert", body, headers)
                response = connection.getresponse()
                said = response.read()
                if response.status < 500:
                    return response.status, json.loads(said)
            except (OSError, HTTPException):
                connection.close()
            time.sleep(PAUSE_SECONDS)
