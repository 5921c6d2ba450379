"""What happens when: plots that are told up to the next moment, laid aside, and taken up again in the order of time."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Generator
from datetime import datetime
from itertools import count

from tasuki.platform.refusals import GateRefused, Invalid, Refusal

Plot = Generator[datetime, datetime, None]
"""Acts, yields the moment at which it goes on, and gets back the moment that it is."""
Opening = Callable[[datetime], Plot]


class Agenda:
    """Plots by their next moment. One that the rules refuse ends there, as it would in life, and is counted."""

    def __init__(self) -> None:
        self.refused: Counter[str] = Counter()
        self._waiting: list[tuple[datetime, int, Opening | Plot]] = []
        self._turn = count()

    def begin(self, at: datetime, opening: Opening) -> None:
        """Let a plot begin at this moment; what is begun earlier comes first among equals."""
        heapq.heappush(self._waiting, (at, next(self._turn), opening))

    def run_until(self, until: datetime) -> None:
        """Everything that happens before ``until``; what comes later waits."""
        while self._waiting and self._waiting[0][0] < until:
            at, turn, told = heapq.heappop(self._waiting)
            try:
                if isinstance(told, Generator):
                    plot, onward = told, told.send(at)
                else:
                    plot = told(at)
                    onward = next(plot)
            except StopIteration:
                continue
            except Refusal as refusal:
                self.refused[what_was_refused(refusal)] += 1
                continue
            heapq.heappush(self._waiting, (max(onward, at), turn, plot))


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
