from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import transaction

from tasuki.platform.rows import insert, update_all
from tasuki.platform.sql import run
from tasuki.sla.models import Clock
from tasuki.sla.retelling import AT_A_TIME, Difference, all_leads, differences, together

# In the order in which everybody locks: leads, then their clocks, which the tick and pauses lock alone.
LOCK_LEADS = "SELECT id FROM records_lead WHERE id = ANY(%(leads)s) ORDER BY id FOR UPDATE"
LOCK_CLOCKS = "SELECT id FROM sla_clock WHERE lead_id = ANY(%(leads)s) ORDER BY id FOR UPDATE"
LOCK_NO_LEADS = "SELECT id FROM sla_clock WHERE lead_id IS NULL ORDER BY id FOR UPDATE"
EVERY_COLUMN = tuple(column.name for column in Clock._meta.concrete_fields if not column.primary_key)


def rebuild(leads: Iterable[UUID] | None = None, *, write: bool) -> Iterator[Difference]:
    """Reckon the clocks of these leads (of everything, where none are named) from the journal's events alone (SL-24).

    Yields each row that is not what the events tell, once. With ``write`` the row is made so, some leads to a
    transaction; the journal and people are told nothing, since nothing has happened. A row that no event tells of is
    named and left, and so is one whose place such a row holds.
    """
    named = set[UUID]()
    for some in _batches(leads):
        for one in _rebuilt(some, write):
            if one.clock.pk not in named:  # leads that were merged are told with each other's batch
                named.add(one.clock.pk)
                yield one


def _batches(leads: Iterable[UUID] | None) -> Iterator[Sequence[UUID] | None]:
    """Some leads at a time; where none are named every lead, and then what is no lead's."""
    if leads is None:
        yield from all_leads()
        yield None
    else:
        asked = sorted(set(leads))
        for begin in range(0, len(asked), AT_A_TIME):
            yield asked[begin : begin + AT_A_TIME]


@transaction.atomic
def _rebuilt(leads: Sequence[UUID] | None, write: bool) -> list[Difference]:
    """Those of one batch, and of the leads that these were ever merged with."""
    if write:
        _lock(leads)
    found = differences(leads)
    if write:
        mended = [one for one in found if one.can_be_mended]
        differing = [one.told for one in mended if one.kind == "differs" and one.told]
        # First what has ended, so that a place is free before another runs in it.
        update_all([told for told in differing if told.stopped_at is not None], EVERY_COLUMN)
        update_all([told for told in differing if told.stopped_at is None], EVERY_COLUMN)
        insert([one.told for one in mended if one.kind == "missing" and one.told])
    return found


def _lock(leads: Sequence[UUID] | None) -> None:
    """Nobody else moves these clocks until they are written; whoever was at it has finished."""
    if leads is None:
        run(LOCK_NO_LEADS)
        return
    locked, whole = list[UUID](), together(leads)
    while whole != locked:
        run(LOCK_LEADS, {"leads": whole})
        locked, whole = whole, together(whole)
    run(LOCK_CLOCKS, {"leads": whole})
