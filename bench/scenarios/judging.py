"""The opportunity gate, asked of a lead that passes, which is when every rule is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from bench.company import AT, BASE
from bench.figure import Figure, at_least
from bench.measuring import best, rate_on_one_core
from bench.stage import Stage
from tasuki.playbooks.presets import load_preset
from tasuki.rules.dossier import read_dossier
from tasuki.rules.gates import decide, verdict

GATE = "opportunity"


def gate_verdicts(stage: Stage) -> Iterator[Figure]:
    """Per second of one core: verdicts alone, decisions with every finding and its evidence, and those worded."""
    book, dossier = load_preset("article"), read_dossier(BASE)
    moment: datetime = AT

    def measured(ask: Callable[[], object], count: int) -> float:
        return best(lambda: rate_on_one_core(count, lambda: [ask() for _ in range(count)]), stage.size.rounds)

    count = stage.size.judgements
    alone = measured(lambda: verdict(GATE, dossier, book, moment), count)
    found = measured(lambda: decide(GATE, dossier, book, moment), count // 4)
    worded = measured(lambda: decide(GATE, dossier, book, moment).spoken("en"), count // 10)
    findings = len(decide(GATE, dossier, book, moment).findings)
    yield Figure("gate verdict", alone, "/s", musts=(at_least(50_000),))
    yield Figure(
        "gate decision with findings", found, "/s", musts=(at_least(5_000),), note=f"{findings} findings"
    )
    yield Figure("gate decision, worded", worded, "/s")
