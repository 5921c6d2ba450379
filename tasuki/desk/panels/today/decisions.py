"""Decisions of one kind: which they are, how many wait, and the way to take each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from tasuki.records.models import Lead
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of

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
    """Which leads wait for one kind of decision, whose promise it is, and where it is taken.

    ``page`` is a page's name, ``at`` a place on it, ``unfolds`` the name of a form for the row itself; ``note`` says
    more about a lead.
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


def section_of(queue: Queue, at: datetime) -> Section:
    due = Clock.objects.filter(lead=OuterRef("pk"), sla=queue.sla, stopped_at=None).values("due_at")[:1]
    leads = list(queue.leads.annotate(due_at=due).order_by("due_at", "-captured_at")[:SHOWN])
    clocks = clocks_for((lead.pk for lead in leads), queue.sla, at)
    items = tuple(_item(queue, lead, clocks.get(lead.pk)) for lead in leads)
    more = f"{reverse('leads')}?{queue.more}" if queue.more and len(items) == SHOWN else ""
    count = queue.leads[:COUNTED].count() if len(items) == SHOWN else len(items)
    return Section(queue.title, queue.action, items, more, queue.teaches, count, queue.key)


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
