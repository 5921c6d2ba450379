"""Leads get their owners: many at once with exact fairness, and fifty a second from the door to the owner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench import floor
from bench.figure import Figure, at_least, at_most
from bench.measuring import quantile
from bench.scenarios.creating import lead
from bench.stage import Stage
from bench.web import Ask
from tasuki.platform.people.models import Person
from tasuki.platform.time.now import now
from tasuki.records.models import Lead
from tasuki.stages.routing.actions import assign_waiting
from tasuki.stages.routing.actions.assign import CHUNK
from tasuki.stages.routing.models import Assignment, Turn

BATCH = 5_000
ARRIVALS_PER_SECOND = 50
CLIENTS = 16
FIRST = 9_000_000
"""The numbers of the leads that arrive here, far from those that other scenarios make."""


def route_in_bulk(stage: Stage) -> Iterator[Figure]:
    """As many as were imported, among SDRs of equal weight; their turns differ by one at most."""
    stage.bring_leads_in()
    _without_owner(stage.size.imported)
    by, at = stage.actor("kei"), now()
    Person.objects.filter(roles=["sdr"]).update(territories=[])
    Turn.objects.all().delete()
    began = time.perf_counter()
    given = assign_waiting(by=by, at=at)
    seconds = time.perf_counter() - began
    turns = list(Turn.objects.filter(run="sdr", count__gt=0).values_list("count", flat=True))
    note = f"{len(turns)} SDRs, from {min(turns)} to {max(turns)} turns"
    if max(turns) - min(turns) > 1:
        raise RuntimeError(f"the turns are not shared exactly: {note}")
    per_second = given.assigned / seconds
    yield Figure("route in bulk", per_second, "/s", _floor(stage), (at_least(2_000),), note)


def from_door_to_owner(stage: Stage) -> Iterator[Figure]:
    """Fifty leads a second arrive over HTTP, whatever became of those before; each is answered with its owner."""
    stage.bring_leads_in()
    token, count = stage.token("sora"), min(stage.size.operations * 4, 1_000)
    stage.web.answer([Ask("/api/v1/leads", lead(FIRST + count + n), token) for n in range(16)], 8)
    began = time.perf_counter()

    def arrive(number: int) -> float:
        due = began + number / ARRIVALS_PER_SECOND
        time.sleep(max(due - time.perf_counter(), 0))
        stage.web.answer([Ask("/api/v1/leads", lead(FIRST + number), token)])
        return time.perf_counter() - due

    with ThreadPoolExecutor(CLIENTS) as doors:
        taken = list(doors.map(arrive, range(count)))
    keys = [f"web-{FIRST + number:06}" for number in range(count)]
    ownerless = Lead.objects.filter(external_id__in=keys, owner=None).count()
    if ownerless:
        raise RuntimeError(f"{ownerless} of {count} leads were answered without an owner")
    note = f"{count} leads, p50 {quantile(taken, 0.5) * 1000:.0f} ms"
    what = f"capture to owner at {ARRIVALS_PER_SECOND} leads/s, p95"
    yield Figure(what, quantile(taken, 0.95), "s", musts=(at_most(5),), note=note)


def _floor(stage: Stage) -> float:
    """The same rows for others that nobody has, a thousand in a transaction."""
    lead = Assignment.objects.filter(run="sdr", person__isnull=False).latest("at").lead_id
    recording = floor.record(stage.place.dsn, floor.OF_AN_ASSIGNMENT, {"lead_id": lead})
    _without_owner(stage.size.imported // 10)
    others = list(Lead.objects.filter(owner=None, state="mql").values_list("pk", flat=True))
    stage.settle()
    operations = [floor.assignment_again(recording, *one) for one in enumerate(others)]
    return floor.per_second_together(stage.place.dsn, operations, CHUNK)


def _without_owner(count: int) -> None:
    """MQLs of as many companies that nobody has."""
    at = now()
    for start in range(0, count, BATCH):
        rows = [
            Lead(
                state="mql", name=f"Bulk {n}", company_name=f"Bulk {n}", company_domain=f"bulk{n}.example",
                source="inbound", captured_at=at, state_since=at, created_at=at,
            )
            for n in range(start, min(start + BATCH, count))
        ]  # fmt: skip
        Lead.objects.bulk_create(rows)
