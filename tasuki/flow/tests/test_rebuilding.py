"""A clock's row is what the journal tells of it (SL-24): whatever people do, it can be reckoned again from events."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasuki.platform.access.actor import SYSTEM, Actor
from tasuki.platform.ids import new_id
from tasuki.platform.journal.append import Entry
from tasuki.platform.journal.models import Event
from tasuki.platform.people.actions.deactivate import deactivate
from tasuki.platform.people.models import Absence, Person
from tasuki.platform.refusals import Refusal
from tasuki.playbooks import actions as playbooks
from tasuki.records.models import Lead
from tasuki.sla import actions as sla
from tasuki.sla import retelling
from tasuki.sla.actions.rebuild import rebuild
from tasuki.sla.ledger import Ledger, Told
from tasuki.sla.models import Clock, JointReview
from tasuki.sla.retelling import OF_NO_LEAD, history
from tasuki.stages.conversion import actions as conversion
from tasuki.stages.conversion.models import Approval, Conversion
from tasuki.stages.discovery import actions as discovery
from tasuki.stages.handoff import actions as handoff
from tasuki.stages.intake import actions as intake
from tasuki.stages.meetings import actions as meetings
from tasuki.stages.meetings.models import Meeting
from tasuki.stages.qualification import actions as qualification
from tasuki.stages.routing import actions as routing
from tests.journeys.scenery import NOTES, WHY, Days

HOUR = timedelta(hours=1)
HISTORIES = int(os.environ.get("TASUKI_HISTORIES", "8"))
"""How many lives are lived; more of them in a long run."""
UNTELL = """
SET session_replication_role = replica;
DELETE FROM journal_event WHERE code = 'sla.met' AND data->>'sla' = 'SL-4';
SET session_replication_role = DEFAULT;
"""
"""The journal lets nothing go but under this role."""
FREEZE = "担当者に確認したところ、来期まで新規の購買は凍結されている。"


@dataclass
class World:
    """Who acts on which leads, and what the time is; a deed that is refused changes nothing."""

    days: Days
    people: dict[str, Person]
    at: datetime
    leads: list[UUID] = field(default_factory=list)

    def by(self, handle: str) -> Actor:
        return Actor.of(self.people[handle], "web")

    def clock(self, lead: UUID) -> UUID:
        found = Clock.objects.filter(lead=lead, stopped_at=None).order_by("sla").first()
        return found.pk if found else new_id(self.at)

    def meeting(self, lead: UUID) -> UUID:
        found = Meeting.objects.filter(lead=lead).order_by("booked_for").last()
        return found.pk if found else new_id(self.at)


def _published(world: World, lead: UUID) -> None:
    """The office opens an hour later, first contact takes longer: a new version, reckoned into what runs."""
    draft = playbooks.begin("in_force", by=world.by("mio"), at=world.at, note="")
    toml = draft.toml.replace("start = 09:00:00", "start = 10:00:00").replace('"24 h"', '"30 h"')
    playbooks.change(draft.pk, toml, by=world.by("mio"), at=world.at)
    playbooks.sign(draft.pk, "sales", by=world.by("mio"), at=world.at)
    playbooks.sign(draft.pk, "marketing", by=world.by("sora"), at=world.at)
    playbooks.publish(draft.pk, by=world.by("kei"), at=world.at)
    sla.reckon_anew(world.at + HOUR)


def _away(world: World, lead: UUID) -> None:
    Absence.objects.create(
        person=world.people["mio"], from_at=world.at, until_at=world.at + timedelta(days=9)
    )
    sla.hand_on(world.at)


def _decided(world: World, lead: UUID) -> None:
    approval = Approval.objects.filter(conversion__lead=lead, state="pending").first()
    if approval is not None:
        conversion.refuse(approval.pk, by=world.by("mio"), at=world.at, rationale=FREEZE)


def _voided(world: World, lead: UUID) -> None:
    made = Conversion.objects.filter(lead=lead, voided_at=None).first()
    if made is not None:
        conversion.void(made.pk, reason=FREEZE, by=world.by("ren"), at=world.at)


def _left(world: World, lead: UUID) -> None:
    heir = world.people["yui"].pk
    deactivate(world.people["aoi"].pk, handed_to=heir, by=world.by("kei"), at=world.at)


def _planned(world: World, lead: UUID) -> None:
    """The leaders are asked something, or another of them sees to it."""
    review = JointReview.objects.filter(cause="asked", decided_at=None).first()
    if review is None:
        sla.ask_for("展示会のリードを続けるか", by=world.by("mio"), at=world.at)
    else:
        owner = "mio" if review.owner_id == world.people["sora"].pk else "sora"
        sla.plan_review(review.pk, owner=owner, by=world.by("mio"), at=world.at)


def _ticked(world: World, lead: UUID) -> None:
    while sla.tick(world.at):
        pass


Deed = Callable[[World, UUID], Any]
DEEDS: dict[str, Deed] = {
    "time is told": _ticked,
    "causes are found": lambda w, lead: sla.explain_lateness(w.at),
    "we call": lambda w, lead: qualification.log_touch(lead, "call", by=w.by("mio"), at=w.at, two_way=True),
    "they write": lambda w, lead: qualification.log_touch(
        lead, "email", by=w.by("mio"), at=w.at, direction="inbound"
    ),
    "it is accepted": lambda w, lead: qualification.accept(lead, by=w.by("mio"), at=w.at, rationale=WHY),
    "it is disqualified": lambda w, lead: qualification.disqualify(
        lead, reason="no_budget", rationale=FREEZE, by=w.by("mio"), at=w.at
    ),
    "it is reopened": lambda w, lead: qualification.reopen(
        lead, rationale=FREEZE, by=w.by("mio"), at=w.at
    ),
    "it is recycled": lambda w, lead: qualification.recycle(
        lead, rationale=FREEZE, by=w.by("mio"), at=w.at, reason="bad_timing",
        reengage_on=(w.at + timedelta(days=40)).date(),
    ),
    "it comes back": lambda w, lead: qualification.reengage(
        lead, by=w.by("mio"), at=w.at, trigger="展示会で再会"
    ),
    "it is paused": lambda w, lead: sla.pause(
        w.clock(lead), "prospect_later_date", "11月18日のメール", by=w.by("mio"), at=w.at
    ),
    "it goes on": lambda w, lead: sla.resume(w.clock(lead), by=w.by("mio"), at=w.at),
    "it is held": lambda w, lead: qualification.hold(lead, True, by=w.by("mio"), at=w.at),
    "it is let go": lambda w, lead: qualification.hold(lead, False, by=w.by("mio"), at=w.at),
    "it changes hands": lambda w, lead: routing.reassign(
        lead, "yui", reason="青木は来週まで不在のため。", by=w.by("mio"), at=w.at
    ),
    "a meeting is booked": lambda w, lead: meetings.book(
        lead, w.at + 30 * HOUR, by=w.by("mio"), at=w.at, ae="ren", attendees=["高橋"]
    ),
    "it is moved": lambda w, lead: meetings.reschedule(
        w.meeting(lead), w.at + 50 * HOUR, by=w.by("mio"), at=w.at
    ),
    "nobody comes": lambda w, lead: meetings.miss(w.meeting(lead), by=w.by("ren"), at=w.at),
    "it is handed over": lambda w, lead: (
        handoff.write_notes(lead, NOTES, by=w.by("mio"), at=w.at),
        handoff.submit(lead, by=w.by("mio"), at=w.at),
    ),
    "the AE takes it": lambda w, lead: handoff.accept(lead, by=w.by("ren"), at=w.at),
    "the AE rejects it": lambda w, lead: handoff.reject(
        lead, reason="no_budget", rationale=FREEZE, by=w.by("ren"), at=w.at
    ),
    "discovery is held": lambda w, lead: discovery.record(
        lead, held_at=w.at - 2 * HOUR, by=w.by("ren"), at=w.at, outcome="qualified", notes="新工場が山場"
    ),
    "the approval is refused": _decided,
    "the conversion is voided": _voided,
    "the manager is away": _away,
    "the SDR leaves": _left,
    "another sees to the review": _planned,
    "a new agreement": _published,
    "two are one": lambda w, lead: intake.merge(
        w.leads[1], w.leads[0], by=w.by("kei"), at=w.at, rationale="電話で同じ方だと確認した"
    ),
    "they are two": lambda w, lead: intake.unmerge(w.leads[1], by=w.by("kei"), at=w.at),
}  # fmt: skip


@pytest.fixture
def world(
    aoi: Person,
    ren: Person,
    mio: Person,
    kei: Person,
    sora: Person,
    cast: Callable[..., Person],
    at: datetime,
) -> World:
    """Five leads at different stages; the last one waits for Mio's approval."""
    days = Days(aoi, ren, at)
    people = {one.handle: one for one in (aoi, ren, mio, kei, sora)}
    world = World(days, people, at + timedelta(days=2))
    world.leads = [
        days.captured("株式会社アサヒ", "朝日 陽", "asahi@asahi.example"),
        days.captured("株式会社アサヒ", "旭 陽", "old@asahi.example"),
        days.accepted("株式会社ユウヒ", "夕日 陽", "yuhi@yuhi.example"),
        days.handed_over("株式会社サンプル", "高橋 美咲", "misaki@sample.example"),
        days.converted("150000000", "大和重機株式会社", "岡田 誠", "okada@yamatojuki.co.jp"),
    ]
    people["yui"] = cast("yui", "sdr", manager=mio)
    return world


def _does(world: World, deed: str, which: int, hours: int) -> bool:
    world.at += hours * HOUR
    try:
        with transaction.atomic():
            DEEDS[deed](world, world.leads[which])
    except Refusal:
        return False
    return True


def _as_stored() -> list[Any]:
    return [*Clock.objects.order_by("pk").values()]


@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 4), st.sampled_from([0, 1, 7, 30, 200])),
        max_size=25,
    )
)
@settings(
    max_examples=HISTORIES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_people_do_every_clock_is_what_the_journal_tells(
    world: World, deeds: list[tuple[str, int, int]]
) -> None:
    began_at = world.at
    with transaction.atomic():
        for deed, which, hours in deeds:
            _does(world, deed, which, hours)
        found = [(one.kind, one.clock.sla, one.columns) for one in rebuild(write=False)]
        transaction.set_rollback(True)
    world.at = began_at
    assert found == []


def test_rows_that_somebody_spoiled_are_made_again_from_events_and_nobody_is_told(world: World) -> None:
    for deed, which, hours in (("time is told", 0, 30), ("it is paused", 2, 1), ("two are one", 1, 0)):
        assert _does(world, deed, which, hours)
    before, told = _as_stored(), Event.objects.count()
    Clock.objects.filter(stopped_at=None).update(due_at=world.at, owner=None, fired=9, warn_at=[])
    gone = Clock.objects.exclude(stopped_at=None).values_list("pk", flat=True)[:3]
    Clock.objects.filter(pk__in=list(gone)).delete()
    assert {one.kind for one in rebuild(world.leads, write=False)} == {"differs", "missing"}
    assert _as_stored() != before, "a look changes nothing"
    assert len(list(rebuild(write=True))) == sum(row["stopped_at"] is None for row in before) + 3
    assert _as_stored() == before
    assert Event.objects.count() == told


def test_a_clock_that_no_event_tells_of_is_named_and_left(world: World) -> None:
    row = Clock.objects.filter(lead=world.leads[2], stopped_at=None).first()
    assert row is not None
    row.pk, row.sla = new_id(world.at), "SL-99"
    row.save(force_insert=True)
    found = list(rebuild([world.leads[2]], write=True))
    assert [(one.kind, one.clock.pk) for one in found] == [("untold", row.pk)]
    assert Clock.objects.filter(pk=row.pk).exists()


def test_a_row_whose_place_is_held_by_one_that_no_event_tells_of_is_named_and_the_others_are_made(
    world: World,
) -> None:
    missing, differing = (
        Clock.objects.filter(lead=lead, stopped_at=None).order_by("sla")[0] for lead in world.leads[2:4]
    )
    Clock.objects.filter(pk=differing.pk).update(within="9 min")
    held, gone = new_id(world.at), missing.pk
    Clock.objects.filter(pk=gone).update(id=held)
    found = {one.clock.pk: one.kind for one in rebuild(world.leads, write=True)}
    assert found == {gone: "barred", held: "untold", differing.pk: "differs"}
    assert Clock.objects.get(pk=differing.pk).within == differing.within
    assert not Clock.objects.filter(pk=gone).exists()


def test_an_agreement_that_comes_meanwhile_is_known_to_whoever_looks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one_lead_at_a_time(monkeypatch)
    first = min(world.leads)
    Clock.objects.filter(lead=first).update(within="9 min")
    found = rebuild(world.leads, write=True)
    assert next(found).clock.lead_id == first
    assert _does(world, "a new agreement", 0, 0)
    assert {one.clock.lead_id for one in found} <= {first}, "between two batches"
    looked = retelling._found
    came = iter([True])

    def meanwhile(*ground: Any) -> Any:
        if next(came, False):
            assert _does(world, "a new agreement", 0, 1)
        return looked(*ground)

    monkeypatch.setattr(retelling, "_found", meanwhile)
    assert list(rebuild([world.leads[2]], write=False)) == [], "within one"


def test_clocks_are_held_from_before_they_are_read_until_they_are_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tick, pauses and causes hold clocks alone, not their leads."""
    module, free = import_module("tasuki.sla.actions.rebuild"), list[int]()
    compared = module.differences

    def looking(*asked: Any) -> Any:
        free.append(_never_held(world.leads[2]))
        return compared(*asked)

    monkeypatch.setattr(module, "differences", looking)
    assert _never_held(world.leads[2]) > 0
    assert list(rebuild([world.leads[2]], write=True)) == []
    assert free == [0]


def test_clocks_of_merged_leads_are_named_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _one_lead_at_a_time(monkeypatch)
    assert _does(world, "two are one", 1, 0)
    spoiled = Clock.objects.filter(lead__in=world.leads[:2]).update(within="9 min")
    assert len(list(rebuild(world.leads, write=False))) == spoiled > 0


def _one_lead_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (retelling, import_module("tasuki.sla.actions.rebuild")):
        monkeypatch.setattr(module, "AT_A_TIME", 1)


def _never_held(lead: UUID) -> int:
    """How many of the lead's rows nobody has locked since they were written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sla_clock WHERE lead_id = %s AND xmax::text = '0'", [lead])
        return int(cursor.fetchone()[0])


def test_a_stop_that_was_missed_is_found(world: World) -> None:
    """What keeps a promise is read from what people did, not from what the clock said of it."""
    lead = world.leads[2]
    booked_at = world.at
    assert _does(world, "a meeting is booked", 2, 0)
    with connection.cursor() as cursor:
        cursor.execute(UNTELL)
    missed = Clock.objects.filter(lead=lead, sla="SL-4")
    missed.update(stopped_at=None, stopped_by="", outcome="", next_at=booked_at)
    (found,) = rebuild([lead], write=True)
    assert found.columns["outcome"] == ("", "met")
    assert missed.get().stopped_at == booked_at


def test_whoever_takes_over_from_one_who_leaves_or_sees_to_a_review_is_told(world: World) -> None:
    assert Clock.objects.filter(owner=world.people["aoi"], stopped_at=None).exists()
    deeds = ("the SDR leaves", *["another sees to the review"] * 2)
    assert [_does(world, deed, 0, 1) for deed in deeds] == [True, True, True]
    assert list(rebuild(write=True)) == []
    assert not Clock.objects.filter(owner=world.people["aoi"], stopped_at=None).exists()
    assert Clock.objects.get(subject="review", stopped_at=None).owner_id == world.people["sora"].pk


def test_what_is_no_leads_is_found_without_a_look_at_every_event(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {OF_NO_LEAD}", {"codes": ["playbook.published"]})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "event_of_no_lead" in plan


def test_a_closed_clock_keeps_the_agreement_that_it_was_judged_by(world: World) -> None:
    assert _does(world, "a meeting is booked", 2, 0)
    assert _does(world, "a new agreement", 2, 1)
    versions = dict(Clock.objects.filter(lead=world.leads[2]).values_list("sla", "calendar_version"))
    Clock.objects.filter(lead=world.leads[2]).delete()
    assert {one.kind for one in rebuild([world.leads[2]], write=True)} == {"missing"}
    assert dict(Clock.objects.filter(lead=world.leads[2]).values_list("sla", "calendar_version")) == versions
    assert (versions["SL-4"], versions["SL-5"]) == (1, 2)


def test_imported_history_is_told_without_clocks(world: World) -> None:
    lead = Lead.objects.create(id=new_id(world.at), state="mql", origin="import", captured_at=world.at,
                               state_since=world.at, created_at=world.at)  # fmt: skip
    routing.reassign(lead.pk, "yui", reason="青木は来週まで不在のため。", by=world.by("mio"), at=world.at)
    assert list(rebuild([lead.pk], write=True)) == []
    assert not Clock.objects.filter(lead=lead).exists()


def test_what_led_to_an_end_may_be_written_before_a_pause_that_came_in_between(world: World) -> None:
    """Two at once: the booking waits for the row that is paused, and ends it after that."""
    lead = world.leads[2]
    booking = Clock.objects.get(lead=lead, sla="SL-4")
    sla.pause(booking.pk, "manager_hold", by=world.by("mio"), at=world.at)
    assert _does(world, "a meeting is booked", 2, 1)
    told = [_told(event) for event in Event.objects.filter(lead_id=lead).order_by("seq")]
    codes = [one.entry.code for one in told]
    paused, booked = codes.index("sla.paused"), codes.index("meeting.booked")
    told.insert(paused, told.pop(booked))
    clocks = Ledger().hear(told, history().in_force).clocks
    row = Clock.objects.get(lead=lead, sla="SL-4")
    retold = clocks[row.pk]
    assert row.paused_at is not None
    assert (retold.paused_at, retold.outcome, retold.stopped_at) == (row.paused_at, "met", row.stopped_at)


def _told(event: Event) -> Told:
    entry = Entry(
        event.code, event.at, SYSTEM, event.subject, event.subject_id, lead_id=event.lead_id,
        playbook=event.playbook, reason=event.reason, origin=event.origin, data=event.data,
    )  # fmt: skip
    return Told(event.seq, entry)
