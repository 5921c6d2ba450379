"""A batch of any size: kept as a row, worked off by a job in calls of 200, with progress to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import NotFound, Refusal
from tasuki.stages.conversion.actions.bulk import MOST, Item, Result, convert_many
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.models import Batch


@transaction.atomic
def start_batch(items: Sequence[Item], *, by: Actor, at: datetime) -> Batch:
    """Keep the request and hand it to a job. Raises `Forbidden`."""
    ask_any(by, "lead.convert")
    rows = [
        {"lead": str(item.lead_id), "asked": frozen(item.asked), "key": item.idempotency_key}
        for item in items
    ]
    batch = Batch.objects.create(items=rows, total=len(rows), by_id=by.person_id, asked_at=at)
    enqueue("conversion.work_off", key=f"batch:{batch.pk}", batch_id=str(batch.pk))
    return batch


def batch_for(by: Actor, batch_id: UUID) -> Batch:
    """One's own batch. Raises `NotFound`."""
    batch = Batch.objects.filter(pk=batch_id, by_id=by.person_id).first()
    if batch is None:
        raise NotFound("batch", batch_id)
    return batch


def work_off(batch_id: UUID) -> None:
    """Convert what is left of the batch. Each slice commits with its results, so that a killed worker repeats none."""
    while _next_slice(batch_id):
        pass


@transaction.atomic
def _next_slice(batch_id: UUID) -> bool:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state == "finished":
        return False
    person = Person.objects.get(pk=batch.by_id)
    rows = batch.items[batch.done : batch.done + MOST]
    items = [Item(UUID(row["lead"]), read_input(row["asked"]), row["key"]) for row in rows]
    results = convert_many(items, by=Actor.of(person, "worker"), at=batch.asked_at) if items else []
    batch.results += [spoken(result, item) for result, item in zip(results, items, strict=True)]
    batch.done += len(items)
    finished = batch.done >= batch.total
    batch.state = "finished" if finished else "running"
    batch.finished_at = batch.asked_at if finished else None
    batch.save()
    return not finished


def spoken(result: Result, item: Item) -> dict[str, Any]:
    """One result in the public shape, index-aligned: ``success`` with ids, or the errors."""
    if not isinstance(result, Refusal):
        return result.spoken()
    errors = [
        {"code": problem.code, "pointer": problem.pointer, "message": problem.message.spoken("en")}
        for problem in result.problems
    ]
    decision = getattr(result, "decision", None)
    if decision is not None:
        errors = [
            {
                "code": "gate_refused",
                "rule_id": one.rule,
                "pointer": one.pointer,
                "message": one.because.spoken("en"),
            }
            for one in decision.troubles
        ]
    return {
        "lead_id": str(item.lead_id),
        "success": False,
        "errors": errors or [{"code": result.code, "pointer": "", "message": str(result)}],
    }
