"""Measure fairly on a machine that is shared: several rounds, ours and the floor in turn, the best of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

ROUNDS = 3
Round = Callable[[], float]


def rate(count: int, work: Callable[[], object]) -> float:
    """How many per second, when ``work`` does ``count`` of them."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def rate_on_one_core(count: int, work: Callable[[], object]) -> float:
    """How many per second of CPU time: for pure work, which others on the machine can only delay."""
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


def best(measured: Round, rounds: int = ROUNDS) -> float:
    return max(measured() for _ in range(rounds))


@dataclass(frozen=True, slots=True)
class Pair:
    """What the product did and what the floor did, per second."""

    ours: float
    floor: float


def beside(ours: Round, floor: Round, rounds: int = ROUNDS) -> Pair:
    """The best of each, measured in turn so that both meet the same weather."""
    pairs = [(ours(), floor()) for _ in range(rounds)]
    return Pair(max(one for one, _ in pairs), max(other for _, other in pairs))


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of the values do not exceed."""
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]
