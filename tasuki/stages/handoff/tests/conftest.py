from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.handoff import actions
from tasuki.stages.handoff.models import Handoff
from tasuki.stages.handoff.tests.leads import NOTES, booked, qualified_lead


@pytest.fixture
def lead(aoi: Person, ren: Person, at: datetime) -> Lead:
    """Aoi's SQL, all answered, the meeting with Ren booked; her notes are still to be written."""
    lead = qualified_lead(aoi, at)
    booked(lead, ren, at)
    return lead


@pytest.fixture
def submitted(lead: Lead, aoi: Person, at: datetime, as_: Callable[[Person], Actor]) -> Handoff:
    """Aoi handed the lead to Ren."""
    actions.write_notes(lead.pk, NOTES, by=as_(aoi), at=at)
    handoff = actions.submit(lead.pk, by=as_(aoi), at=at).handoff
    lead.refresh_from_db()
    return handoff


@pytest.fixture
def accepted(
    submitted: Handoff, lead: Lead, ren: Person, at: datetime, as_: Callable[[Person], Actor]
) -> Handoff:
    """Ren took the lead over."""
    handoff = actions.accept(submitted.pk, by=as_(ren), at=at)
    lead.refresh_from_db()
    return handoff
