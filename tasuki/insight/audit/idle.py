"""What lies idle at the end of the files: opportunities past their date or without activity, leads nobody touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tasuki.insight.audit.joined import Joined
from tasuki.insight.audit.rows import DealRow, is_before

QUIET = timedelta(days=30)
OLD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Idle:
    """``n`` of ``of``, with the amounts of those that have one; ``told`` is False where the files do not tell."""

    key: str
    n: int
    of: int
    amounts: Mapping[str, Decimal]
    told: bool = True


def what_lies_idle(joined: Joined, at: datetime, currency: str, zone: ZoneInfo) -> tuple[Idle, ...]:
    """Each counted for itself: an opportunity can be overdue and quiet at once.

    Where no end of a lead is recorded at all, one that is not won does not wait: nobody knows.
    """
    is_open = [deal for deal in joined.deals if deal.state == "open"]
    waiting = [lead for lead in joined.leads if lead.state in ("captured", "mql", "sal", "sql", "discovery")]
    overdue = [deal for deal in is_open if is_before(deal.close_on, at, zone)]
    quiet = [deal for deal in is_open if (last := _last_moved(deal)) and last < at - QUIET]
    ends_are_told = any(lead.reached & {"lost", "disqualified", "recycled"} for lead in joined.leads)
    untouched = [lead for lead in waiting if lead.state == "captured" and not lead.first_touch_at]
    old = [lead for lead in waiting if lead.captured_at and lead.captured_at < at - OLD]
    return (
        Idle(
            "overdue", len(overdue), len(is_open), _sums(overdue, currency), any(d.close_on for d in is_open)
        ),
        Idle(
            "quiet",
            len(quiet),
            len(is_open),
            _sums(quiet, currency),
            any(deal.last_activity_at for deal in is_open),
        ),
        Idle("old", len(old), len(waiting), {}, any(lead.captured_at for lead in waiting) and ends_are_told),
        Idle(
            "untouched",
            len(untouched),
            len(waiting),
            {},
            any(lead.first_touch_at for lead in joined.leads),
        ),
    )


def _last_moved(deal: DealRow) -> datetime | None:
    """Nothing is known about an opportunity of which no activity is."""
    return deal.last_activity_at or deal.created_at


def _sums(deals: Iterable[DealRow], currency: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for deal in deals:
        if deal.amount:
            key = deal.currency or currency
            sums[key] = sums.get(key, Decimal(0)) + deal.amount
    return sums
