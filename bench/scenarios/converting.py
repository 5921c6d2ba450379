"""From lead to opportunity: in the process itself, over HTTP, and many in one call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from uuid import UUID

from bench import floor
from bench.figure import Figure, at_least, at_most, of_floor
from bench.floor import Recording
from bench.measuring import beside
from bench.scenarios.load import CLIENTS, Load, told_of
from bench.scenarios.statements import statements_during
from bench.stage import Ready, Stage
from bench.web import Ask
from tasuki.platform.time.now import now
from tasuki.stages.conversion.actions import Item, convert, convert_many
from tasuki.stages.conversion.input import ConvertInput, read_input
from tasuki.stages.conversion.models import Conversion

Prepared = Sequence[tuple[UUID, ConvertInput]]
PER_CALL = 200


class OneByOne:
    """Conversions by the action itself, one transaction each, and how much of their time was Python's."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._by = stage.actor("ren")
        self._wall = self._python = 0.0
        self._count = 0

    def per_second(self) -> float:
        leads = _prepared(self._stage.ready(self._stage.size.operations))
        began, cpu = time.perf_counter(), time.process_time()
        for lead_id, asked in leads:
            convert(lead_id, asked, by=self._by, at=now())
        seconds = time.perf_counter() - began
        self._wall += seconds
        self._python += time.process_time() - cpu
        self._count += len(leads)
        return len(leads) / seconds

    def told(self) -> str:
        each = 1000 / self._count
        return f"{self._wall * each:.2f} ms each, of which Python {self._python * each:.2f} ms"


def convert_one_by_one(stage: Stage) -> Iterator[Figure]:
    """The action alone; and how many statements it takes."""
    stage.bring_leads_in()
    OneByOne(stage).per_second()  # plans are made, caches are warm
    recording, ours = _recorded(stage), OneByOne(stage)
    found = beside(ours.per_second, partial(_floor, stage, recording, 1), stage.size.rounds)
    yield Figure("convert, service level", found.ours, "/s", found.floor, (of_floor(0.4),), ours.told())
    [(lead_id, asked)] = _prepared(stage.ready(1))
    by = stage.actor("ren")
    with statements_during() as statements:
        convert(lead_id, asked, by=by, at=now())
    note = "BEGIN and COMMIT among them"
    yield Figure("SQL statements of a conversion", len(statements), "", musts=(at_most(25),), note=note)


def convert_over_http(stage: Stage) -> Iterator[Figure]:
    """By 1 and by 8 clients that keep their connections, with a token and an Idempotency-Key."""
    stage.bring_leads_in()
    token = stage.token("ren")
    stage.web.answer(_asks(stage, token, 16), max(CLIENTS))
    recording = _recorded(stage)
    for clients in CLIENTS:
        load = Load(stage, clients)
        found = beside(
            partial(_asked, stage, load, token),
            partial(_floor, stage, recording, clients),
            stage.size.rounds,
        )
        what = f"convert over HTTP, {told_of(clients)}"
        musts = (at_least(100),) if clients > 1 else ()
        yield Figure(what, found.ours, "/s", found.floor, musts, load.told())


def convert_in_bulk(stage: Stage) -> Iterator[Figure]:
    """Two hundred leads per call, each judged for itself; the floor writes two hundred in one pipelined transaction."""
    stage.bring_leads_in()
    by = stage.actor("ren")
    count = max(PER_CALL * stage.size.operations // 100, PER_CALL) if stage.size.rounds > 1 else 40

    def ours() -> float:
        items = [Item(lead_id, asked) for lead_id, asked in _prepared(stage.ready(count))]
        began = time.perf_counter()
        results = [
            result
            for start in range(0, count, PER_CALL)
            for result in convert_many(items[start : start + PER_CALL], by=by, at=now())
        ]
        seconds = time.perf_counter() - began
        refused = [result for result in results if isinstance(result, Exception)]
        if refused:
            raise refused[0]
        return count / seconds

    ours()
    recording = _recorded(stage)
    found = beside(ours, partial(_floor_together, stage, recording, count), stage.size.rounds)
    yield Figure("convert in bulk, 200 per call", found.ours, "/s", found.floor, (at_least(500),))


def _prepared(leads: Sequence[Ready]) -> Prepared:
    return [(one.lead_id, read_input(one.request)) for one in leads]


def _recorded(stage: Stage) -> Recording:
    """The rows of the latest conversion."""
    made = Conversion.objects.latest("at")
    subject = {"account_id": made.account_id, "opportunity_id": made.opportunity_id}
    return floor.record(stage.place.dsn, floor.OF_A_CONVERSION, subject)


def _floor(stage: Stage, recording: Recording, clients: int) -> float:
    return floor.per_second(stage.place.dsn, _again(stage, recording, stage.size.operations), clients)


def _floor_together(stage: Stage, recording: Recording, count: int) -> float:
    return floor.per_second_together(stage.place.dsn, _again(stage, recording, count), PER_CALL)


def _again(stage: Stage, recording: Recording, count: int) -> list[floor.Operation]:
    leads = stage.ready(count)
    return [
        floor.conversion_again(recording, number, one.lead_id)
        for number, one in enumerate(leads, start=stage.made)
    ]


def _asked(stage: Stage, load: Load, token: Mapping[str, str]) -> float:
    return load.per_second(_asks(stage, token, stage.size.operations))


def _asks(stage: Stage, token: Mapping[str, str], count: int) -> list[Ask]:
    return [
        Ask(
            f"/api/v1/leads/{one.lead_id}/convert",
            one.request,
            {**token, "Idempotency-Key": str(one.lead_id)},
        )
        for one in stage.ready(count)
    ]
