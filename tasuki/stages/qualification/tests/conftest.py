from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.qualification.actions import accept

GOOD = "Asked for a demo after the webinar; 850 people, new plant in April."


@pytest.fixture
def lead(db: None, at: datetime) -> Callable[..., Lead]:
    """Make a captured lead that fits and wants something; keyword arguments change its columns."""

    def make(**columns: object) -> Lead:
        facts = {
            "name": "高橋 美咲",
            "email": "misaki@example.co.jp",
            "company_name": "株式会社サンプル製作所",
            "company_domain": "example.co.jp",
            "country": "JP",
            "employees": 850,
            "segment": "mid_market",
            "industry": "manufacturing",
            "source": "inbound",
            "fit": 70,
            "intent": 40,
            "captured_at": at - timedelta(days=1),
            "state_since": at,
            "created_at": at,
        }
        return Lead.objects.create(**{**facts, **columns})

    return make


@pytest.fixture
def captured(lead: Callable[..., Lead], aoi: Person) -> Lead:
    """Aoi's lead, not delivered yet."""
    return lead(owner=aoi)


@pytest.fixture
def accepted(captured: Lead, aoi: Person, as_: Callable[[Person], Actor], at: datetime) -> Lead:
    """Aoi's SAL."""
    accept(captured.pk, by=as_(aoi), at=at, rationale=GOOD)
    captured.refresh_from_db()
    return captured
