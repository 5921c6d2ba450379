"""Requests under watch: how long each took, and whose CPU time it was."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from bench.measuring import quantile
from bench.processes import cpu_seconds, server_pid
from bench.stage import Stage
from bench.web import Answers, Ask

CLIENTS = (1, 8)


class Load:
    """Everything that so many clients asked through it, over all rounds."""

    def __init__(self, stage: Stage, clients: int = 1) -> None:
        self._stage = stage
        self._clients = clients
        self.milliseconds: list[float] = []
        self._web = self._database = 0.0

    def per_second(self, asks: Sequence[Ask]) -> float:
        return self.answer(asks).per_second

    def answer(self, asks: Sequence[Ask], longest: float = inf) -> Answers:
        web, database = self._stage.web.process.pid, server_pid(self._stage.place.dsn)
        before = cpu_seconds(web), cpu_seconds(database)
        answers = self._stage.web.answer(asks, self._clients, longest)
        self._web += cpu_seconds(web) - before[0]
        self._database += cpu_seconds(database) - before[1]
        self.milliseconds += answers.milliseconds
        return answers

    def told(self) -> str:
        """The half, the slowest twentieth, and whose CPU time it was."""
        half, most = quantile(self.milliseconds, 0.5), quantile(self.milliseconds, 0.95)
        return f"p50 {half:.0f}, p95 {most:.0f} ms; {self.told_of_cpu()}"

    def told_of_cpu(self) -> str:
        """The CPU milliseconds of a request in web server and database: what is left on a quiet machine."""
        each = 1000 / len(self.milliseconds)
        return f"CPU {self._web * each:.1f} ms web, {self._database * each:.1f} ms database"


def told_of(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"
