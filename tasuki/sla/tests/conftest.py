"""Leads and events as clocks hear them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.catalogue import BOOKKEEPING
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.sla.hearing import on_event
from tasuki.sla.models import Clock


@pytest.fixture
def lead(aoi: Person, ren: Person, at: datetime) -> Lead:
    """Aoi's MQL; Ren is the AE."""
    return Lead.objects.create(
        id=new_id(at), state="mql", name="山田 花子", company_name="青空物流", owner=aoi, ae=ren,
        captured_at=at, state_since=at, created_at=at,
    )  # fmt: skip


@pytest.fixture
def hear(lead: Lead, at: datetime) -> Callable[..., None]:
    """``hear("lead.assigned", at=…, run="sdr")``: the clocks hear an event about the lead."""

    def said(code: str, when: datetime = at, origin: str = "native", **data: Any) -> None:
        subject = code.partition(".")[0]
        on_event(Entry(code, when, SYSTEM, subject, lead.pk, lead_id=lead.pk, origin=origin, data=data))

    return said


@pytest.fixture
def clock(lead: Lead) -> Callable[[str], Clock]:
    """``clock("SL-3")``: the lead's latest clock of that promise."""

    def latest(sla: str) -> Clock:
        found = Clock.objects.filter(lead=lead, sla=sla).order_by("-started_at").first()
        assert found is not None, f"no clock runs for {sla}"
        return found

    return latest


@pytest.fixture
def told(lead: Lead) -> Callable[[], list[tuple[str, str]]]:
    """What the journal says about the lead's clocks: (code, promise), in order, without its bookkeeping."""

    def entries() -> list[tuple[str, str]]:
        rows = Event.objects.filter(lead_id=lead.pk, code__startswith="sla.").exclude(code__in=BOOKKEEPING)
        return [(row.code, row.data["sla"]) for row in rows.order_by("seq")]

    return entries


def owner_of(clock: Clock) -> UUID | None:
    owner: UUID | None = clock.owner_id
    return owner
