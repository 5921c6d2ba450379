"""Warnings and breaches come once each, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction

from tasuki.platform.access.actor import SYSTEM
from tasuki.platform.jobs import pulse
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.models import Event
from tasuki.playbooks.install import install
from tasuki.records.models import Lead
from tasuki.sla.actions import tick
from tasuki.sla.hearing import on_event
from tasuki.sla.models import Clock

Hear = Callable[..., None]
Find = Callable[[str], Clock]
Told = Callable[[], list[tuple[str, str]]]


def test_each_warning_comes_once_and_the_breach_last(
    hear: Hear, clock: Find, told: Told, at: datetime
) -> None:
    hear("lead.accepted")
    assert [tick(at + timedelta(hours=hours)) for hours in (23, 25, 26, 37, 44, 49, 60)] == [
        0,
        1,
        0,
        1,
        1,
        2,
        0,
    ]
    assert told() == [("sla.warned", "SL-4")] * 3 + [("sla.breached", "SL-4"), ("sla.escalated", "SL-4")]
    assert clock("SL-4").breached_at == at + timedelta(hours=48)
    assert clock("SL-4").next_at == at + timedelta(hours=72)


def test_after_a_standstill_everything_owed_is_told_in_order(hear: Hear, at: datetime, lead: Lead) -> None:
    hear("lead.accepted")
    assert tick(at + timedelta(days=2, hours=1)) == 5
    rows = Event.objects.filter(lead_id=lead.pk, code__startswith="sla.").exclude(code="sla.started")
    rows = rows.order_by("seq")
    assert [row.data.get("level") for row in rows] == ["0.5", "0.75", "0.9", None, None]
    assert [row.at for row in rows] == [at + timedelta(hours=hours) for hours in (24, 36, 43.2, 48, 48)]


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_after_a_standstill_the_order_holds_across_promises_however_many_are_told_at_a_time(
    hear: Hear, at: datetime, lead: Lead, limit: int
) -> None:
    hear("lead.assigned", run="sdr")  # first contact within 24 hours, a decision within five business days
    hear("lead.accepted", when=at + timedelta(hours=1))
    until = at + timedelta(days=20)
    while tick(until, limit=limit):
        pass
    rows = list(Event.objects.filter(lead_id=lead.pk, code__startswith="sla.").order_by("seq"))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    told = [(row.data["sla"], row.code, row.data.get("level"), row.data.get("rung")) for row in rows]
    assert len(set(told)) == len(told)
    assert {one[0] for one in told} == {"SL-2", "SL-3", "SL-4"}


def test_a_promise_is_not_broken_at_its_due_moment(hear: Hear, at: datetime, told: Told) -> None:
    hear("lead.accepted")
    tick(at + timedelta(hours=48))
    assert ("sla.breached", "SL-4") not in told()
    tick(at + timedelta(hours=48, microseconds=1))
    assert ("sla.breached", "SL-4") in told()


def test_a_breach_told_by_the_tick_is_not_told_again_by_the_late_stop(
    hear: Hear, at: datetime, told: Told
) -> None:
    hear("lead.accepted")
    tick(at + timedelta(hours=49))
    hear("meeting.booked", when=at + timedelta(hours=50), kind="discovery")
    assert told().count(("sla.breached", "SL-4")) == 1
    assert tick(at + timedelta(hours=60)) == 0


def test_a_breach_is_told_with_the_workers_heartbeat_also_while_all_its_hands_are_full(
    hear: Hear, at: datetime, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)  # the test's own has its transaction
    hear("lead.accepted")
    pulse.beat(at + timedelta(hours=48, seconds=1))
    assert ("sla.breached", "SL-4") in told()


def test_only_so_many_clocks_are_moved_at_a_time(hear: Hear, at: datetime) -> None:
    hear("lead.assigned", run="sdr")
    hear("lead.accepted")
    later = at + timedelta(hours=30)
    assert tick(later, limit=1) == 1
    assert Event.objects.filter(code="sla.warned").count() == 1


def test_nothing_due_is_found_by_the_index(hear: Hear, at: datetime) -> None:
    hear("lead.accepted")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM sla_clock"
            " WHERE next_at < %s AND stopped_at IS NULL AND paused_at IS NULL ORDER BY next_at LIMIT 500",
            [at],
        )
        assert "clock_due" in str(cursor.fetchall())


def test_two_ticks_at_once_tell_a_breach_once(committed: None, at: datetime) -> None:
    install(at)
    lead = Lead.objects.create(state="mql", captured_at=at, state_since=at, created_at=at)
    on_event(Entry("lead.accepted", at, SYSTEM, "lead", lead.pk, lead_id=lead.pk))
    held, release, fired = Signal(), Signal(), []

    def first() -> None:
        with transaction.atomic():
            fired.append(tick(at + timedelta(hours=49)))
            held.set()
            release.wait(10)
        connection.close()

    thread = Thread(target=first)
    thread.start()
    assert held.wait(10)
    fired.append(tick(at + timedelta(hours=49)))
    release.set()
    thread.join()
    fired.append(tick(at + timedelta(hours=49)))
    assert fired == [5, 0, 0]
