"""What columns take from elsewhere, looked up once for all rows of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from tasuki.desk.lists.description import Row, Seen
from tasuki.desk.panels.ageing import BusinessDays
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of

Gather = Callable[[Sequence[Row], Seen], object]


def first_clocks(of: str = "id") -> Gather:
    """Lead → the running promise that is due first."""

    def gather(rows: Sequence[Row], seen: Seen) -> Mapping[UUID, ClockView]:
        running = Clock.objects.filter(lead__in=[row[of] for row in rows], stopped_at=None)
        first = {row.lead_id: row for row in running.order_by("-due_at", "-pk")}
        return {lead: view_of(clock, seen.at) for lead, clock in first.items() if lead}

    return gather


def business_days(since: str) -> Gather:
    """The days on which the office was open, as far back as the oldest of the rows."""

    def gather(rows: Sequence[Row], seen: Seen) -> BusinessDays:
        return BusinessDays(seen.book, [row[since] for row in rows], seen.at)

    return gather
