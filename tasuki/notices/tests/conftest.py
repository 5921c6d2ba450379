"""Events, told as the worker would tell them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from tasuki.notices import resting
from tasuki.notices.models import Notice
from tasuki.notices.telling import tell
from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal import append as journal
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead

Tell = Callable[..., list[Notice]]


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """No channel rests because of another test."""
    monkeypatch.setattr(resting, "_until", {})


@pytest.fixture
def lead(aoi: Person, ren: Person, at: datetime) -> Lead:
    """Aoi's SQL; Ren is the AE."""
    return Lead.objects.create(
        id=new_id(at), state="sql", name="山田 花子", company_name="青空物流", owner=aoi, ae=ren,
        captured_at=at, state_since=at, created_at=at,
    )  # fmt: skip


@pytest.fixture
def happen(lead: Lead, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """``happen("handoff.submitted", by=aoi)``: it stands in the journal, and people are told of it."""
    monkeypatch.setattr(journal, "_listeners", [])

    def told(
        code: str, by: Person | None = None, when: datetime = at, origin: str = "native", **data: Any
    ) -> list[Notice]:
        actor = Actor.of(by, "web") if by else SYSTEM
        subject = {"sla": "clock"}.get(noun := code.partition(".")[0], noun)
        subject_id = data.pop("subject_id", lead.pk)
        more = data.pop("deal", None)
        with transaction.atomic():
            journal.append(
                Entry(
                    code, when, actor, subject, subject_id, lead_id=lead.pk, opportunity_id=more,
                    origin=origin, data=data,
                )
            )  # fmt: skip
        event = Event.objects.latest("seq")
        tell([event], at)
        return list(
            Notice.objects.filter(event=event.seq).select_related("person").order_by("person__handle")
        )

    return told


def heard_by(notices: list[Notice]) -> list[str]:
    return [one.person.handle for one in notices]
