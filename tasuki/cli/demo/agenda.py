"""What happens when: plots that are told up to the next moment, laid aside, and taken up again in the order of time."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.db import connection, transaction

from tasuki.platform.once import NOTHING, looking_up_once
from tasuki.platform.refusals import GateRefused, Invalid, Refusal

Plot = Generator[datetime, datetime, None]
"""Acts, yields the moment at which it goes on, and gets back the moment that it is."""
Opening = Callable[[datetime], Plot]


@dataclass(slots=True)
class Strand:
    """A plot on its way; until it has begun there is only its opening. ``catches``: it handles refusals itself."""

    opening: Opening
    catches: bool
    plot: Plot | None = None

    def go_on(self, at: datetime) -> datetime | None:
        """Act, and say when to go on; None at the end. Raises whatever refuses it."""
        try:
            if self.plot is None:
                self.plot = self.opening(at)
                return next(self.plot)
            return self.plot.send(at)
        except StopIteration:
            return None


class Agenda:
    """Plots by their next moment. One that the rules refuse ends there, as it would in life, and is counted."""

    def __init__(self, known: Mapping[str, object] = NOTHING) -> None:
        """``known`` holds for as long as the plots are told: see `looking_up_once`."""
        self.refused: Counter[str] = Counter()
        self._known = known
        self._waiting: list[tuple[datetime, int, Strand]] = []
        self._turn = count()

    def begin(self, at: datetime, opening: Opening, *, catches: bool = False) -> None:
        """Let a plot begin at this moment; of several, the one that was begun first comes first."""
        heapq.heappush(self._waiting, (at, next(self._turn), Strand(opening, catches)))

    def run_until(self, until: datetime) -> None:
        """Everything that happens before ``until``, each step in a transaction of its own; what comes later waits."""
        while self._waiting and self._waiting[0][0] < until:
            at, turn, strand = heapq.heappop(self._waiting)
            try:
                onward = strand.go_on(at) if strand.catches else self._in_one_piece(strand, at)
            except Refusal as refusal:
                self.refused[what_was_refused(refusal)] += 1
                continue
            if onward is not None:
                heapq.heappush(self._waiting, (max(onward, at), turn, strand))

    def _in_one_piece(self, strand: Strand, at: datetime) -> datetime | None:
        """All that the step does, or nothing of it."""
        with transaction.atomic(), looking_up_once(self._known), _no_savepoints_inside():
            return strand.go_on(at)


@contextmanager
def _no_savepoints_inside() -> Iterator[None]:
    """Actions called here join the step's transaction; their savepoints would be a quarter of all statements."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def what_was_refused(refusal: Refusal) -> str:
    """The refusal by its code and rules, without the names in it, so that the same ones can be counted."""
    if isinstance(refusal, GateRefused):
        rules = sorted({finding.rule for finding in refusal.decision.troubles})
        return f"{refusal.code} {refusal.decision.gate}: {', '.join(rules)}"
    if isinstance(refusal, Invalid):
        return (
            f"{refusal.code} {', '.join(f'{problem.pointer} {problem.code}' for problem in refusal.problems)}"
        )
    return f"{refusal.code}: {refusal}"
