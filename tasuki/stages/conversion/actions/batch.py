"""A batch of any size: kept as a row, worked off by a job in calls of 200, with progress to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tasuki.platform.access.actor import Actor, ask_any
from tasuki.platform.access.grants import roles_with
from tasuki.platform.jobs.enqueue import enqueue
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Forbidden, NotFound
from tasuki.stages.conversion.actions.bulk import MOST, Item, Result, convert_many
from tasuki.stages.conversion.freeze import frozen
from tasuki.stages.conversion.holding import hold_all
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.kept_results import kept_result
from tasuki.stages.conversion.models import Batch


@transaction.atomic
def start_batch(items: Sequence[Item], *, by: Actor, at: datetime) -> Batch:
    """Keep the request and hand it to a job. Raises `Forbidden`."""
    ask_any(by, "lead.convert")
    rows = [
        {"lead": str(item.lead_id), "asked": frozen(item.asked), "key": item.idempotency_key}
        for item in items
    ]
    scopes = sorted(by.scopes) if by.scopes is not None else None
    batch = Batch.objects.create(items=rows, total=len(rows), by_id=by.person_id, scopes=scopes, asked_at=at)
    enqueue("conversion.work_off", key=f"batch:{batch.pk}", batch_id=str(batch.pk))
    return batch


def batch_for(by: Actor, batch_id: UUID) -> Batch:
    """One's own batch. Raises `NotFound`."""
    batch = Batch.objects.filter(pk=batch_id, by_id=by.person_id).first()
    if batch is None:
        raise NotFound("batch", batch_id)
    return batch


def work_off(batch_id: UUID, clock: Callable[[], datetime]) -> None:
    """Convert what is left of the batch. Each slice commits with its results, so that a killed worker repeats none.

    ``clock`` tells the moment (UTC) at which a slice is converted: its deals can be voided from then on.
    """
    while _next_slice(batch_id, clock()):
        pass


@transaction.atomic
def _next_slice(batch_id: UUID, at: datetime) -> bool:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state == "finished":
        return False
    rows = batch.items[batch.done : batch.done + MOST]
    items = [Item(UUID(row["lead"]), read_input(row["asked"]), row["key"]) for row in rows]
    results = _converted(items, batch, at)
    batch.results += [kept_result(item.lead_id, result) for result, item in zip(results, items, strict=True)]
    batch.done += len(items)
    finished = batch.done >= batch.total
    batch.state = "finished" if finished else "running"
    batch.finished_at = at if finished else None
    batch.save()
    return not finished


def _converted(items: Sequence[Item], batch: Batch, at: datetime) -> Sequence[Result]:
    """Done by whoever asked, with the scopes that they asked with; somebody who has left meanwhile does nothing."""
    person = Person.objects.get(pk=batch.by_id)
    if not person.is_active:
        return [Forbidden("lead.convert", roles_with("lead.convert")) for _ in items]
    hold_all((item.lead_id, item.asked) for item in items)
    scopes = frozenset(batch.scopes) if batch.scopes is not None else None
    return convert_many(items, by=Actor.of(person, "worker", scopes), at=at)
