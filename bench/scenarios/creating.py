"""One lead at a time over HTTP: scored, compared with everybody, through the first gate, assigned, its clocks started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bench import floor
from bench.figure import Figure, of_floor
from bench.measuring import beside
from bench.scenarios.load import Load
from bench.stage import Stage
from bench.web import Ask
from tasuki.records.models import Lead

CAMPAIGN = "campaign-1"


def create_leads(stage: Stage) -> Iterator[Figure]:
    """New leads by 1 and by 8 clients; the floor writes the rows that one of them left."""
    assert stage.imported
    stage.seconds_to_first_answer
    token = stage.token("sora")
    made = iter(range(1_000_000))
    asks = lambda count: [Ask("/api/v1/leads", lead(next(made)), token) for _ in range(count)]  # noqa: E731
    stage.web.answer(asks(8), 8)  # every thread has its connection
    newest = Lead.objects.filter(origin="native").order_by("-created_at").values_list("pk", flat=True)[0]
    recording = floor.record(stage.place.dsn, floor.OF_A_NEW_LEAD, {"id": newest, "lead_id": newest})
    copied = iter(range(1_000_000))
    count = stage.size.operations
    for clients in (1, 8):
        load = Load(stage)
        ours, theirs = beside(
            lambda clients=clients, load=load: load.per_second(asks(count), clients),
            lambda clients=clients: floor.per_second(
                stage.place.dsn, [floor.again(recording, next(copied)) for _ in range(count)], clients
            ),
            stage.size.rounds,
        )
        note = f"{len(recording.rows)} rows; {load.told()}"
        yield Figure(f"create one lead, {_of(clients)}", ours, "/s", theirs, (of_floor(0.25),), note)


def lead(number: int) -> Mapping[str, Any]:
    """A lead as a web form sends it (contract/lead.json)."""
    return {
        "external_id": f"web-{number:06}",
        "person": {
            "name": f"林 美咲{number}", "family_name": "林", "given_name": f"美咲{number}", "title": "情報システム部長",
            "email": f"misaki{number}@new{number}.example.jp", "phone": f"+8180{number:08}",
        },
        "company": {
            "name": f"株式会社新規{number}製作所", "domain": f"new{number}.example.jp", "country": "JP", "region": "関東",
            "industry": "manufacturing", "employees": 850, "segment": "mid_market",
        },
        "source": "inbound", "campaign": CAMPAIGN, "message": "納期短縮",
        "consent": {"marketing": True, "tracking": False}, "fields": {"product_line": "Planner"},
    }  # fmt: skip


def _of(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"
