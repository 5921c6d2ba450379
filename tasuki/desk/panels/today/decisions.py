"""Decisions of one kind: which they are, how many wait, and the way to take each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from tasuki.platform.access.actor import Actor
from tasuki.platform.rows import fetch
from tasuki.platform.sql import run
from tasuki.records.models import Lead
from tasuki.sla.models import Clock
from tasuki.sla.queries import ClockView, view_of
from tasuki.sla.terms import agreement_in_force

SHOWN = 12
COUNTED = 1000
"""So far a section is counted; beyond it the number is a lower bound, and said to be one."""

# The running clocks of a queue's promise that are due first, found by their index.
DUE_FIRST = """
row.id = ANY(ARRAY(
  SELECT clock.id FROM sla_clock clock JOIN records_lead lead ON lead.id = clock.lead_id
  WHERE clock.sla = %(sla)s AND clock.stopped_at IS NULL AND {whose} AND {leads}
  ORDER BY clock.due_at, lead.captured_at DESC LIMIT %(most)s))
ORDER BY row.due_at, row.started_at DESC
"""
THESE = "lead.id = ANY(%(running)s::uuid[])"
OTHERS = "{leads} AND lead.id <> ALL(%(running)s::uuid[]) ORDER BY lead.captured_at DESC LIMIT %(room)s"
HOW_MANY = "SELECT count(*) FROM (SELECT FROM records_lead lead WHERE {leads} LIMIT %(most)s) AS waiting"


class Waiting(NamedTuple):
    """What a row says of a lead, and why it ended where it has."""

    id: UUID
    name: str
    title: str
    company_name: str
    state: str
    exit_reason: str
    exit_rationale: str
    reengage_on: date | None
    reengage_trigger: str


WAITING = f"SELECT {', '.join(f'lead.{name}' for name in Waiting._fields)} FROM records_lead lead WHERE "


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
class Together:
    """What can be done with all of them at once: the verb of the leads' list, what it is called, which leads."""

    verb: str
    label: str
    query: str


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
    together: Together | None = None
    waits: bool = True
    """Whether it is this person who has to act; else it is told to them."""

    @property
    def counted(self) -> str:
        return f"{COUNTED}+" if self.count == COUNTED else str(self.count)


@dataclass(frozen=True, slots=True)
class Queue:
    """Which leads wait for one kind of decision, which promise it keeps, and where it is taken.

    ``leads`` is a condition on ``lead``, with ``me`` for who looks and ``values`` for whatever else it names. ``role``
    is the one in which the leads are this person's own (sdr, ae; empty where they are not). ``page`` is a page's name,
    ``place`` one on it, ``unfolds`` the name of a form for the row; ``note`` says more about a lead.
    """

    title: str
    action: str
    leads: str
    sla: str
    page: str
    teaches: str
    more: str = ""
    key: str = ""
    place: str = ""
    unfolds: str = ""
    note: Callable[[Waiting], str] = lambda lead: ""
    role: str = ""
    together: Together | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def section_of(queue: Queue, by: Actor, at: datetime) -> Section:
    """What waits for ``by``: whose promise runs out first on top, then those without one, the latest first."""
    values = {**queue.values, "me": by.person_id}
    running = _due_first(queue, values, at)
    shown = _shown(queue, list(running), values)
    items = tuple(_item(queue, lead, running.get(lead.id)) for lead in shown)
    more = f"{reverse('leads')}?{queue.more}" if queue.more and len(items) == SHOWN else ""
    count = _counted(queue, values) if len(items) == SHOWN else len(items)
    together = queue.together if items else None
    return Section(queue.title, queue.action, items, more, queue.teaches, count, queue.key, together=together)


def _due_first(queue: Queue, values: Mapping[str, Any], at: datetime) -> dict[UUID, ClockView]:
    """The leads whose running clocks of the queue's promise are due first, in that order.

    Where the agreement gives the promise to the lead's own person, those of who looks are the ones.
    """
    if not queue.sla:
        return {}
    agreement = agreement_in_force()
    promise = agreement.promises.get(queue.sla) if agreement else None
    whose = "clock.owner_id = %(me)s" if promise and promise.terms.owner == queue.role else "TRUE"
    asked = DUE_FIRST.format(whose=whose, leads=queue.leads)
    clocks = fetch(Clock, asked, {**values, "sla": queue.sla, "most": SHOWN})
    return {clock.lead_id: view_of(clock, at) for clock in clocks if clock.lead_id}


def _shown(queue: Queue, running: Sequence[UUID], values: Mapping[str, Any]) -> list[Waiting]:
    """These leads, and behind them as many others as a section shows."""
    asked = {**values, "running": running, "room": SHOWN - len(running)}
    these = {row[0]: Waiting(*row) for row in run(WAITING + THESE, asked)} if running else {}
    others = run(WAITING + OTHERS.format(leads=queue.leads), asked) if len(running) < SHOWN else ()
    return [*(these[key] for key in running), *(Waiting(*row) for row in others)]


def _counted(queue: Queue, values: Mapping[str, Any]) -> int:
    return int(run(HOW_MANY.format(leads=queue.leads), {**values, "most": COUNTED})[0][0])


def clocks_for(leads: Iterable[UUID], sla: str, at: datetime) -> dict[UUID, ClockView]:
    """The running clock of one promise, lead by lead."""
    rows = Clock.objects.filter(lead__in=list(leads), sla=sla, stopped_at=None) if sla else ()
    return {row.lead_id: view_of(row, at) for row in rows if row.lead_id}


def said_of(lead: Lead | Waiting) -> tuple[str, str]:
    """What a lead is called in a row, and who it is."""
    parts = (lead.name if lead.company_name else "", lead.title)
    return lead.company_name or lead.name, " · ".join(part for part in parts if part)


def _item(queue: Queue, lead: Waiting, clock: ClockView | None) -> Item:
    title, detail = said_of(lead)
    href = reverse(queue.page, args=[lead.id]) + (f"#{queue.place}" if queue.place else "")
    unfolds = reverse(queue.unfolds, args=[lead.id]) if queue.unfolds else ""
    return Item(title, detail, href, clock, queue.note(lead), unfolds)
