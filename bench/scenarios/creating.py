"""One lead at a time over HTTP: scored, compared with everybody, through the first gate, assigned, clocks started."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from bench import floor
from bench.crowd import somebody
from bench.figure import Figure, of_floor
from bench.floor import Operation
from bench.measuring import beside
from bench.scenarios.load import CLIENTS, Load, told_of
from bench.stage import Stage
from bench.web import Ask
from tasuki.records.models import Lead

CAMPAIGN = "campaign-1"


def create_leads(stage: Stage) -> Iterator[Figure]:
    """New leads by 1 and by 8 clients, among those imported; the floor writes the rows that one of them left."""
    stage.bring_leads_in()
    token = stage.token("sora")
    count = stage.size.operations
    made = 0

    def asks(count: int) -> list[Ask]:
        nonlocal made
        made += count
        return [Ask("/api/v1/leads", lead(made - n), token) for n in range(count)]

    def copies(count: int) -> list[Operation]:
        nonlocal made
        made += count
        return [floor.again(recording, made - n) for n in range(count)]

    stage.web.answer(asks(count), max(CLIENTS))
    stage.settle()  # no statement is planned any more as for a company without a single clock
    recording = _recorded(stage)
    for clients in CLIENTS:
        load = Load(stage, clients)
        found = beside(
            partial(_asked, load, asks, count),
            partial(_written, stage, copies, count, clients),
            stage.size.rounds,
        )
        what = f"create one lead over HTTP, {told_of(clients)}"
        note = f"{load.told()}; {len(recording.rows)} rows"
        yield Figure(what, found.ours, "/s", found.floor, (of_floor(0.25),), note)


def _asked(load: Load, asks: Callable[[int], Sequence[Ask]], count: int) -> float:
    return load.per_second(asks(count))


def _written(stage: Stage, copies: Callable[[int], Sequence[Operation]], count: int, clients: int) -> float:
    return floor.per_second(stage.place.dsn, copies(count), clients)


def _recorded(stage: Stage) -> floor.Recording:
    """The rows of the latest new lead."""
    newest = Lead.objects.filter(origin="native").latest("created_at").pk
    return floor.record(stage.place.dsn, floor.OF_A_NEW_LEAD, {"id": newest, "lead_id": newest})


def lead(number: int) -> Mapping[str, Any]:
    """A lead as a web form sends it (contract/lead.json)."""
    domain, who = f"new{number}.example", somebody(Random(number))
    return {
        "external_id": f"web-{number:06}",
        "person": {
            "name": who.name, "family_name": who.family, "given_name": who.given, "title": "情報システム部長",
            "email": f"{who.mailbox}{number}@{domain}", "phone": f"+8180{number:08}",
        },
        "company": {
            "name": f"株式会社新規{number}製作所", "domain": domain, "country": "JP", "region": "関東",
            "industry": "manufacturing", "employees": 850, "segment": "mid_market",
        },
        "source": "inbound", "campaign": CAMPAIGN, "message": "納期短縮",
        "consent": {"marketing": True, "tracking": False}, "fields": {"product_line": "Planner"},
    }  # fmt: skip
