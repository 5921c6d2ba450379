"""Two, eight, fifty people convert the same lead at the same moment: one opportunity, and everybody gets its id."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection

from bench.company import people, ready_leads, request_for
from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Account, Contact, Opportunity
from tasuki.stages.conversion.actions import convert
from tasuki.stages.conversion.input import read_input
from tasuki.stages.conversion.models import Conversion
from tasuki.stages.conversion.outcome import Outcome

T = TypeVar("T")


@pytest.mark.parametrize("callers", [2, 8, 50])
@pytest.mark.parametrize("with_key", [True, False])
def test_parallel_conversions_of_one_lead_make_one_opportunity(
    committed: None, agreement: None, at: datetime, callers: int, with_key: bool
) -> None:
    sdr, ren = people()
    lead = UUID(ready_leads(1, sdr, ren)[0])
    answers = at_once(callers, lambda n: one_conversion(lead, ren, at, f"key-{n % 3}" if with_key else None))

    assert len({answer.opportunity_id for answer in answers}) == 1
    assert sum(answer.created for answer in answers) == 1
    assert Opportunity.objects.count() == Conversion.objects.count() == Account.objects.count() == 1
    assert Contact.objects.count() == 2


def one_conversion(lead: UUID, ren: Person, at: datetime, key: str | None) -> Outcome:
    return convert(lead, read_input(request_for(0)), by=Actor.of(ren, "api"), at=at, idempotency_key=key)


def at_once(callers: int, work: Callable[[int], T]) -> list[T]:
    """Run ``work`` in so many threads that start together, each on its own connection."""
    start = Barrier(callers)

    def call(n: int) -> T:
        try:
            start.wait(30)
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(call, range(callers)))
