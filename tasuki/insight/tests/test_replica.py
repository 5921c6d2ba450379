"""Reports are asked of the replica, and of the primary where the replica does not answer or must not be asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tasuki.insight.asked import Asked
from tasuki.insight.asking import PRIMARY, asking
from tasuki.insight.registry import report_named
from tasuki.insight.report import answer
from tasuki.insight.tests.history import Life, write
from tasuki.playbooks.presets import load_preset

AT = datetime.fromisoformat("2026-11-20T06:00:00+00:00")
ASKED = Asked(date(2026, 9, 1), date(2026, 12, 31), AT, "Asia/Tokyo")
pytestmark = pytest.mark.django_db


def leads() -> int:
    filled = answer(report_named("funnel"), ASKED, load_preset("article")).tables[0]
    return int(filled.total.cells["captured"].value)


def test_a_report_asks_the_replica_and_what_has_to_be_fresh_the_primary(replica: Callable[..., None]) -> None:
    write([Life(1)])
    replica()
    assert leads() == 0
    with asking(PRIMARY):
        assert leads() == 1


def test_a_replica_that_does_not_answer_costs_nobody_a_report(replica: Callable[..., None]) -> None:
    write([Life(1)])
    replica(HOST="127.0.0.1", PORT="1")
    assert leads() == 1
