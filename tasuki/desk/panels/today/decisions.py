"""Decisions of one kind: which they are, how many wait, and the way to take each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from tasuki.platform.access.actor import Actor
from tasuki.platform.rows import fetch
from tasuki.records.models import Lead
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of
from tasuki.sla.terms import agreement_in_force

SHOWN = 12
COUNTED = 1000
"""So far a section is counted; beyond it the number is a lower bound, and said to be one."""


@dataclass(frozen=True, slots=True)
class Item:
    """One decision: about whom, until when, and where it is taken.

    ``unfolds`` is the address of a form that opens in the row itself; the same key that opened it sends it.
    """

    title: str
    detail: str
    href: str
    clock: ClockView | None
    note: str = ""
    unfolds: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of decision. ``teaches`` is what an empty section says, ``key`` acts on the row that has the focus."""

    title: str
    action: str
    items: tuple[Item, ...]
    more: str
    teaches: str
    count: int
    """How many wait, not only those shown."""
    key: str = ""
    said: str = ""
    """What all of them together come to."""

    @property
    def counted(self) -> str:
        return f"{COUNTED}+" if self.count == COUNTED else str(self.count)


@dataclass(frozen=True, slots=True)
class Queue:
    """Which leads wait for one kind of decision, which promise it keeps, and where it is taken.

    ``role`` is the one in which the leads are this person's own (sdr, ae; empty where they are not). ``page`` is a
    page's name, ``place`` one on it, ``unfolds`` the name of a form for the row; ``note`` says more about a lead.
    """

    title: str
    action: str
    leads: QuerySet[Lead]
    sla: str
    page: str
    teaches: str
    more: str = ""
    key: str = ""
    place: str = ""
    unfolds: str = ""
    note: Callable[[Lead], str] = lambda lead: ""
    role: str = ""


def section_of(queue: Queue, by: Actor, at: datetime) -> Section:
    """What waits for ``by``: whose promise runs out first on top, then those without one, the latest first."""
    running = _due_first(queue, by, at)
    others = queue.leads.exclude(pk__in=running).order_by("-captured_at").values_list("pk", flat=True)
    shown = [*running, *others[: SHOWN - len(running)]]
    leads = {lead.pk: lead for lead in fetch(Lead, "row.id = ANY(%(ids)s)", {"ids": shown})}
    items = tuple(_item(queue, leads[one], running.get(one)) for one in shown)
    more = f"{reverse('leads')}?{queue.more}" if queue.more and len(items) == SHOWN else ""
    count = queue.leads[:COUNTED].count() if len(items) == SHOWN else len(items)
    return Section(queue.title, queue.action, items, more, queue.teaches, count, queue.key)


def _due_first(queue: Queue, by: Actor, at: datetime) -> dict[UUID, ClockView]:
    """The leads whose running clocks of the queue's promise are due first, found by their index, in that order.

    Where the agreement gives the promise to the lead's own person, those of ``by`` are the ones.
    """
    if not queue.sla:
        return {}
    rows = Clock.objects.filter(sla=queue.sla, stopped_at=None, lead__in=queue.leads)
    agreement = agreement_in_force(at)
    promise = agreement.promises.get(queue.sla) if agreement else None
    if promise and promise.terms.owner == queue.role:
        rows = rows.filter(owner=by.person_id)
    first = list(rows.order_by("due_at", "-lead__captured_at").values_list("pk", flat=True)[:SHOWN])
    clocks = fetch(Clock, "row.id = ANY(%(ids)s) ORDER BY row.due_at, row.started_at DESC", {"ids": first})
    return {clock.lead_id: view_of(clock, at) for clock in clocks if clock.lead_id}


def clocks_for(leads: Iterable[UUID], sla: str, at: datetime) -> dict[UUID, ClockView]:
    """The running clock of one promise, lead by lead."""
    rows = Clock.objects.filter(lead__in=list(leads), sla=sla, stopped_at=None) if sla else ()
    return {row.lead_id: view_of(row, at) for row in rows if row.lead_id}


def said_of(lead: Lead) -> tuple[str, str]:
    """What a lead is called in a row, and who it is."""
    parts = (lead.name if lead.company_name else "", lead.title)
    return lead.company_name or lead.name, " · ".join(part for part in parts if part)


def _item(queue: Queue, lead: Lead, clock: ClockView | None) -> Item:
    title, detail = said_of(lead)
    href = reverse(queue.page, args=[lead.pk]) + (f"#{queue.place}" if queue.place else "")
    unfolds = reverse(queue.unfolds, args=[lead.pk]) if queue.unfolds else ""
    return Item(title, detail, href, clock, queue.note(lead), unfolds)
