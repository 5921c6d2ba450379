"""A lead and what stands around it, as the routing rules take them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from tasuki.records.alike import columns_behind, held
from tasuki.records.models import Lead, Touchpoint
from tasuki.records.queries import campaign_code
from tasuki.rules.conditions import fields_of
from tasuki.rules.dossier import Dossier, Touch
from tasuki.rules.playbook import Playbook, Route
from tasuki.rules.routing import RoutingFacts, Run
from tasuki.stages.intake.dossier import lead_facts, touches_from
from tasuki.stages.routing.candidates import Pool
from tasuki.stages.routing.owners import Owners

_TOUCH_COLUMNS = ("kind", "at", "direction", "two_way", "content", "signal")


@dataclass(frozen=True, slots=True)
class Around:
    """One run for one lead: who owns its company, among whom the choice is, and when (UTC)."""

    owners: Owners
    pool: Pool
    run: Run
    at: datetime


class Dossiers:
    """Leads as the rules see them; those that hold the same in all that is read have one dossier, the first one's."""

    def __init__(self, reads: Sequence[str] | None) -> None:
        self._columns = None if reads is None else columns_behind(reads)
        self._known: dict[Hashable, Dossier] = {}

    def of(self, lead: Lead, touches: tuple[Touch, ...]) -> Dossier:
        if self._columns is None:
            return dossier_of(lead, touches)
        holds = held(vars(lead), self._columns)
        if holds not in self._known:
            self._known[holds] = dossier_of(lead, touches)
        return self._known[holds]


def dossier_of(lead: Lead, touches: tuple[Touch, ...]) -> Dossier:
    return Dossier(lead=lead_facts(vars(lead), touches, campaign_code(lead)))


def facts_of(dossier: Dossier, around: Around) -> RoutingFacts:
    owners, called = around.owners, around.pool.handle_of
    colleague = called(owners.same_account)
    return RoutingFacts(
        dossier=dossier,
        run=around.run,
        at=around.at,
        account_owner=None if colleague and not _has_role(around, owners.account) else called(owners.account),
        opportunity_owner=called(owners.opportunity),
        same_account_owner=colleague,
        partner_manager=called(owners.partner_manager),
    )


def _has_role(around: Around, person: UUID | None) -> bool:
    """Accounts mostly belong to AEs: in the SDRs' run whoever works another contact there goes before (RT-6)."""
    handle = around.pool.handle_of(person)
    return any(one.person == handle and around.run in one.roles for one in around.pool.people)


def routes_named(book: Playbook, pool: Pool) -> tuple[Route, ...]:
    """The routing table; where a fallback names a person by id, the candidate's handle stands in its place."""
    handles = {str(person): handle for person, handle in pool.handles.items()}
    return tuple(
        replace(route, target=handles[route.target])
        if route.to == "fallback" and route.target in handles
        else route
        for route in book.route
    )


def touches_wanted(lead_ids: Sequence[UUID], book: Playbook) -> Mapping[UUID, tuple[Touch, ...]]:
    """The leads' touchpoints, if a row of the routing table asks for them; else none are read."""
    found: defaultdict[UUID, tuple[Touch, ...]] = defaultdict(tuple)
    if not _asks_for_touches(book):
        return found
    rows: defaultdict[UUID, list[Mapping[str, object]]] = defaultdict(list)
    for row in Touchpoint.objects.filter(lead__in=lead_ids).order_by("at").values("lead_id", *_TOUCH_COLUMNS):
        rows[row["lead_id"]].append(row)
    found.update({lead: touches_from(touches) for lead, touches in rows.items()})
    return found


@lru_cache(maxsize=64)
def _asks_for_touches(book: Playbook) -> bool:
    asked = (name for row in book.route if row.when.condition for name in fields_of(row.when.condition))
    return any(name.startswith("lead.touches") for name in asked)
