"""A deal of Ren's, made by a real conversion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tasuki.platform.access.actor import Actor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead, Opportunity
from tasuki.rules.dossier import Override
from tasuki.stages.conversion.actions import convert, grant
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.tests.conftest import asked, ready

__all__ = ["asked", "ready"]

RATIONALE = (
    "The buyer's plant starts on 1 April and procurement wants our offer this week; who signs is confirmed on Thursday "
    "in the steering committee, to which we are invited."
)


@pytest.fixture
def deal(
    ready: Callable[..., Lead], asked: ConvertInput, ren: Person, as_: Callable[[Person], Actor], at: datetime
) -> Opportunity:
    """Open, in the stage discovery, 11,500,000 JPY, expected on 15 March 2027."""
    made = convert(ready().pk, asked, by=as_(ren), at=at)
    return Opportunity.objects.get(pk=made.opportunity_id)


@pytest.fixture
def waived(
    ready: Callable[..., Lead],
    asked: ConvertInput,
    ren: Person,
    mio: Person,
    as_: Callable[[Person], Actor],
    at: datetime,
) -> Opportunity:
    """Converted although nobody has confirmed who signs; the gap closes by 27 November 2026."""
    unconfirmed: dict[str, dict[str, Any]] = {"authority": {"level": 1, "contact_role": "champion"}}
    override = Override(rationale=RATIONALE, expires_on=date(2026, 11, 27))
    made = convert(ready(unconfirmed).pk, replace(asked, override=override), by=as_(ren), at=at)
    if made.approval_id:
        grant(made.approval_id, by=as_(mio), at=at)
    return Opportunity.objects.get(pk=made.opportunity_id)
