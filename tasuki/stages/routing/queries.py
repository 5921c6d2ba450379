"""Who got a lead, why, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tasuki.platform.people.models import Person
from tasuki.platform.rows import fetch
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Account
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.routing.models import Assignment, Committee
from tasuki.stages.routing.trace import passed_over_in, sentence_kept, traced, with_names


def committee_engaged(account: Account, at: datetime) -> Committee | None:
    """The latest notice that several people of this company engage, while it is news (RT-6)."""
    since = at - timedelta(days=in_force().limits.committee_days)
    known = Q(account=account) | Q(company=str(account.pk))
    if account.domain:
        known |= Q(company=account.domain)
    return Committee.objects.filter(known, noticed_at__gt=since).order_by("-noticed_at").first()


@dataclass(frozen=True, slots=True)
class RouteTried:
    """One row of the routing table, how its condition stood (met, unmet, unknown) and what came of it."""

    route: str
    strategy: str
    standing: str
    because: Sentence
    checks: tuple[Mapping[str, Any], ...]
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who did not get the lead, and why."""

    handle: str
    name: str
    code: str
    because: Sentence


@dataclass(frozen=True, slots=True)
class Trace:
    """One assignment, told: people by their names as they are today."""

    assignment: Assignment
    because: Sentence
    tried: tuple[RouteTried, ...]
    passed_over: tuple[Other, ...]


def assignments_of(lead_id: UUID, most: int = 1000) -> list[Assignment]:
    """The assignments of the lead with their traces, the newest first."""
    newest = "row.lead_id = %(lead)s ORDER BY row.at DESC, row.id DESC LIMIT %(most)s"
    return fetch(Assignment, newest, {"lead": lead_id, "most": most}, also=("person", "by", "way"))


def trace_of(lead_id: UUID) -> tuple[Trace, ...]:
    """Why the lead is where it is, the newest assignment first; sentences are spoken by whoever shows them."""
    rows = [(row, trace_in(row)) for row in assignments_of(lead_id)]
    handles = {handle for row, trace in rows for handle in _handles_in(row, trace)}
    names = dict(Person.objects.filter(handle__in=handles).values_list("handle", "name"))
    return tuple(_told(row, trace, names) for row, trace in rows)


def trace_in(row: Assignment) -> Mapping[str, Any]:
    """The rows tried and who was passed over, as data."""
    return traced(row.way.told if row.way else None, row.own, row.because)


def _handles_in(row: Assignment, trace: Mapping[str, Any]) -> Iterator[str]:
    for one in passed_over_in(trace):
        yield one.person
    for step in trace.get("steps", ()):
        yield str(step["because"]["values"].get("person", ""))
    yield str(row.because.get("values", {}).get("person", ""))


def _told(row: Assignment, trace: Mapping[str, Any], names: Mapping[str, str]) -> Trace:
    by_hand = Sentence(N_("Given by hand: %(reason)s"), {"reason": row.reason})
    return Trace(
        row,
        _named(row.because, names) if row.because else by_hand,
        tuple(
            RouteTried(
                step["route"],
                step["strategy"],
                step["standing"],
                _named(step["because"], names),
                tuple(step["checks"]),
                step["chosen"],
            )
            for step in trace.get("steps", ())
        ),
        tuple(
            Other(one.person, names.get(one.person, one.person), one.code.value, one.because)
            for one in passed_over_in(trace)
        ),
    )


def _named(kept: Mapping[str, Any], names: Mapping[str, str]) -> Sentence:
    return with_names(sentence_kept(kept), names)
