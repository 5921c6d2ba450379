"""The desk as tests visit it: signed in, at a fixed moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from tasuki.desk import door
from tasuki.desk.tests import story
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead


@pytest.fixture
def clock(at: datetime, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment at the door; a test moves time by changing the one entry."""
    shown = [at]
    monkeypatch.setattr(door, "now", lambda: shown[0])
    return shown


@pytest.fixture
def visit(clock: list[datetime]) -> Callable[..., Visitor]:
    """``visit(aoi)``: Aoi at the desk, in Japanese unless told otherwise."""

    def signed_in(person: Person, language: str = "ja") -> Visitor:
        client = Client()
        client.force_login(person, backend="tasuki.platform.people.sign_in.HandleOrEmail")
        client.post("/language", {"language": language})
        return Visitor(client)

    return signed_in


@pytest.fixture
def accepted(aoi: Person, visit: Callable[..., Visitor]) -> Lead:
    """A lead that Aoi has accepted and knows nothing of yet."""
    sdr = visit(aoi)
    lead = story.captured(sdr)
    story.accepted(sdr, lead.pk)
    lead.refresh_from_db()
    return lead
