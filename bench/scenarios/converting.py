"""From lead to opportunity: in the process itself, over HTTP, and many in one call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from bench import floor
from bench.figure import Figure, at_least, at_most, of_floor
from bench.floor import Recording
from bench.measuring import best, beside
from bench.scenarios.load import Load
from bench.scenarios.statements import statements_during
from bench.stage import Ready, Stage
from bench.web import Ask
from tasuki.platform.time.now import now
from tasuki.records.models import Opportunity
from tasuki.stages.conversion.actions import Item, convert, convert_many
from tasuki.stages.conversion.input import ConvertInput, read_input

Prepared = Sequence[tuple[UUID, ConvertInput]]
PER_CALL = 200


def convert_one_by_one(stage: Stage) -> Iterator[Figure]:
    """The action alone, one transaction per lead; and how many statements it takes."""
    assert stage.imported
    by = stage.actor("ren")
    python = wall = 0.0

    def ours() -> float:
        nonlocal python, wall
        leads = _prepared(stage.ready(stage.size.operations))
        began, cpu = time.perf_counter(), time.process_time()
        for lead_id, asked in leads:
            convert(lead_id, asked, by=by, at=now())
        python += time.process_time() - cpu
        wall += time.perf_counter() - began
        return len(leads) / (time.perf_counter() - began)

    ours()  # plans are made, caches are warm
    recording = _recorded(stage)
    python = wall = 0.0
    figure, floor_rate = beside(ours, lambda: _floor(stage, recording, 1), stage.size.rounds)
    each = 1000 / (stage.size.operations * stage.size.rounds)
    note = f"{wall * each:.2f} ms, of which Python {python * each:.2f} ms"
    yield Figure("convert, service level", figure, "/s", floor_rate, (of_floor(0.4),), note)
    [(lead_id, asked)] = _prepared(stage.ready(1))
    with statements_during() as statements:
        convert(lead_id, asked, by=by, at=now())
    yield Figure(
        "SQL statements of a conversion", len(statements), "", musts=(at_most(25),), note="BEGIN and COMMIT included"
    )


def convert_over_http(stage: Stage) -> Iterator[Figure]:
    """By 1 and by 8 clients that keep their connections, with a token."""
    assert stage.imported
    stage.seconds_to_first_answer
    token = stage.token("ren")
    asks = lambda count: [_ask(one, token) for one in stage.ready(count)]  # noqa: E731
    stage.web.answer(asks(16), 8)
    recording = _recorded(stage)
    for clients, musts in ((1, ()), (8, (at_least(100),))):
        load = Load(stage)
        figure, floor_rate = beside(
            lambda clients=clients, load=load: load.per_second(asks(stage.size.operations), clients),
            lambda clients=clients: _floor(stage, recording, clients),
            stage.size.rounds,
        )
        who = "1 client" if clients == 1 else f"{clients} clients"
        yield Figure(f"convert over HTTP, {who}", figure, "/s", floor_rate, musts, load.told())


def convert_in_bulk(stage: Stage) -> Iterator[Figure]:
    """Two hundred leads per call, each judged for itself."""
    assert stage.imported
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
    yield Figure("convert in bulk, 200 per call", best(ours, stage.size.rounds), "/s", musts=(at_least(500),))


def _prepared(leads: Sequence[Ready]) -> Prepared:
    return [(one.lead_id, read_input(one.request)) for one in leads]


def _recorded(stage: Stage) -> Recording:
    """The rows of the latest conversion."""
    made = Opportunity.objects.order_by("-created_at")[0]
    return floor.record(
        stage.place.dsn, floor.OF_A_CONVERSION, {"account_id": made.account_id, "opportunity_id": made.pk}
    )


def _floor(stage: Stage, recording: Recording, clients: int) -> float:
    leads = stage.ready(stage.size.operations)
    operations = [
        floor.conversion_again(recording, number, one.lead_id)
        for number, one in enumerate(leads, start=stage.made)
    ]
    return floor.per_second(stage.place.dsn, operations, clients)


def _ask(one: Ready, token: Mapping[str, str]) -> Ask:
    headers = {**token, "Idempotency-Key": str(one.lead_id)}
    return Ask(f"/api/v1/leads/{one.lead_id}/convert", one.request, headers)
