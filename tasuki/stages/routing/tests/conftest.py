from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.journal import append
from tasuki.records.models import Lead


@pytest.fixture(autouse=True)
def routing_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from an assignment elsewhere is the flow's, and is tested there."""
    monkeypatch.setattr(append, "_listeners", [])


@pytest.fixture
def lead(db: None, at: datetime) -> Callable[..., Lead]:
    """Make an MQL without an owner; keyword arguments change its columns."""

    def make(**columns: object) -> Lead:
        facts = {"name": "高橋 美咲", "company_name": "株式会社サンプル", "source": "inbound", "state": "mql"}
        moments = {"captured_at": at, "state_since": at, "created_at": at}
        return Lead.objects.create(**{**facts, **moments, **columns})

    return make
